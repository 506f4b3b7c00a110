# Packages as one tree of links, as nixpkgs' buildEnv.
{ lib, final }:
lib.makeOverridable (
  {
    name,
    paths,
    pathsToLink ? [ "/" ],
    ignoreCollisions ? false,
    /** Whether a folder that one path has is a folder, too, and no link. */
    realDirectories ? false,
    postBuild ? "",
    nativeBuildInputs ? [ ],
    buildInputs ? [ ],
    passthru ? { },
    meta ? { },
    extraOutputsToInstall ? [ ],
  }:
  final.runCommandLocal name
    {
      inherit
        nativeBuildInputs
        buildInputs
        passthru
        meta
        pathsToLink
        ignoreCollisions
        realDirectories
        ;
      paths = lib.concatMap (
        path:
        [ "${path}" ]
        ++ lib.optional (path ? bin && !(path.outputSpecified or false)) "${path.bin}"
        ++ map (output: "${path.${output}}") (lib.filter (output: path ? ${output}) extraOutputsToInstall)
      ) (lib.filter (path: path != null) paths);
    }
    ''
      source ${./build-env.sh}
      buildEnv
      ${postBuild}
    ''
)
