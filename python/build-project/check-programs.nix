# What the tests of the project run: programs of the package set, which `native-check-inputs` names.
{
  lib,
  pkgs,
  project,
}:
map (
  name:
  pkgs.${name}
    or (throw "buildProject: ${project.name}: native-check-inputs: the package set has no ${name}${
      lib.optionalString (pkgs ? debpkgs) "; run: nix run .#debpkgs -- add ${name}"
    }")
) (project.native-check-inputs or [ ])
