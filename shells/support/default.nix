# What several shells are made of.
pkgs: rec {
  editableHook = pkgs.callPackage ./editable.nix { };
  testPython = pkgs.callPackage ../../nix/packages/test-python.nix { };
  testPrograms = pkgs.callPackage ../../nix/packages/test-programs.nix { inherit testPython; };
  mkShell = pkgs.callPackage ./interactive.nix { };
}
