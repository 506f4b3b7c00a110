# Projects of a folder, each built to an environment in which its own tests run: `{ NAME = derivation; }`.
{
  lib,
  buildProject,
  pkgs,
  runCommand,
}:
folder:
let
  testsOf =
    projectRoot: pythonVersion:
    let
      python = pkgs."python${lib.replaceStrings [ "." ] [ "" ] pythonVersion}";
      built = buildProject { inherit projectRoot python; };
      target = built.project.targetFor python.pythonVersion;
      # The environment as a user gets it, and what the tests need beside it.
      env = built.python.withPackages (
        ps:
        lib.optional built.project.package built.package
        ++ map (name: ps.${name}) (
          target.dependencies ++ builtins.concatLists (builtins.attrValues target.extras ++ builtins.attrValues target.groups)
        )
      );
    in
    ''
      echo "${built.project.name} on Python ${pythonVersion}: ${built.env}"
      ${env}/bin/python3 -m pytest -p no:cacheprovider -W error -rs $source/tests
    '';
in
lib.mapAttrs (
  name: _:
  let
    projectRoot = folder + "/${name}";
    pythons = map lib.versions.majorMinor (buildProject { inherit projectRoot; }).project.pythons;
  in
  runCommand "project-${name}"
    {
      source = builtins.path {
        name = "tests-of-${name}";
        path = projectRoot;
        filter = path: _type: lib.hasPrefix (toString projectRoot + "/tests") path;
      };
    }
    ''
      ${lib.concatMapStrings (testsOf projectRoot) pythons}
      touch $out
    ''
) (
  lib.filterAttrs (
    name: type:
    type == "directory"
    && builtins.pathExists (import ../../python/build-project/find-files.nix (folder + "/${name}") + "/project.json")
    # Its packages of Debian are not among what setup fetches: `make check-all PARTS=slow`.
    && !(builtins.pathExists (folder + "/${name}/debpkgs.toml"))
  ) (builtins.readDir folder)
)
