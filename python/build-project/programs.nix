# The commands for a whole project, each with the files of this flake, which `init` and `upgrade` copy.
{
  lib,
  callPackage,
  pyproject2nix,
  writeShellApplication,
}:
let
  # Debian's packages in a project's own flake: docs/debian-packages.md.
  debpkgs = writeShellApplication {
    name = "debpkgs";
    text = ''
      exec ${pyproject2nix.env}/bin/python3 -I -B \
        ${../pyproject2nix/src/pyproject2nix/isolated.py} ${../../nix/debpkgs} -m commands "$@"
    '';
  };
in
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
        export PYPROJECT2NIX_DEBPKGS=${lib.getExe debpkgs}
        exec ${lib.getExe pyproject2nix} ${name} "$@"
      '';
    }
  )
// {
  inherit debpkgs;
}
