# What several shells are made of.
pkgs: {
  editableHook = pkgs.callPackage ./editable.nix { };
  testPython = pkgs.callPackage ../../nix/packages/test-python.nix { };
  mkShell = pkgs.callPackage ./interactive.nix { };
}
