# mkShell: a derivation for `nix develop`.
{ lib, final }:
let
  mkShell = lib.makeOverridable mkShellWith { inherit (final) stdenv; };
  mkShellWith =
    { stdenv }:
    {
      name ? "nix-shell",
      packages ? [ ],
      inputsFrom ? [ ],
      buildInputs ? [ ],
      nativeBuildInputs ? [ ],
      propagatedBuildInputs ? [ ],
      propagatedNativeBuildInputs ? [ ],
      shellHook ? "",
      ...
    }@args:
    let
      from = attr: lib.subtractLists inputsFrom (lib.concatMap (drv: drv.${attr} or [ ]) inputsFrom);
    in
    stdenv.mkDerivation (
      {
        inherit name;
        buildInputs = buildInputs ++ from "buildInputs";
        nativeBuildInputs = packages ++ nativeBuildInputs ++ from "nativeBuildInputs";
        propagatedBuildInputs = propagatedBuildInputs ++ from "propagatedBuildInputs";
        propagatedNativeBuildInputs = propagatedNativeBuildInputs ++ from "propagatedNativeBuildInputs";
        shellHook = lib.concatStringsSep "\n" (lib.catAttrs "shellHook" (lib.reverseList inputsFrom ++ [ args ]));
        phases = [ "buildPhase" ];
        # Building a shell proves that its inputs build.
        buildPhase = ''
          { echo "# what nix develop .#${name} sets"; export -p; } >$out
        '';
        preferLocalBuild = true;
      }
      // removeAttrs args [
        "name"
        "packages"
        "inputsFrom"
        "buildInputs"
        "nativeBuildInputs"
        "propagatedBuildInputs"
        "propagatedNativeBuildInputs"
        "shellHook"
      ]
    );
in
{
  inherit mkShell;
  mkShellNoCC = mkShell;
}
