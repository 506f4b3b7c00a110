# The commands for a whole project, each with the files of this flake, which `init` and `upgrade` copy.
{
  lib,
  callPackage,
  pyproject2nix,
  writeShellApplication,
}:
lib.genAttrs
  [
    "init"
    "sync"
    "undo"
    "upgrade"
  ]
  (
    name:
    writeShellApplication {
      inherit name;
      text = ''
        export PYPROJECT2NIX_TREE=${callPackage ../../nix/packages/carried.nix { }}
        exec ${lib.getExe pyproject2nix} ${name} "$@"
      '';
    }
  )
