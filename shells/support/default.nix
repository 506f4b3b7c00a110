# What several shells are made of.
pkgs: {
  editableHook = pkgs.callPackage ./editable.nix { };
  mkShell = pkgs.callPackage ./interactive.nix { };
}
