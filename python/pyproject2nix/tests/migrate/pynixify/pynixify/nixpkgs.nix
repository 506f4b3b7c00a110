{ overlays ? [ ], ... }@args:
let
  pynixifyOverlay = self: super: { python3 = super.python3.override { inherit packageOverrides; }; };
  packageOverrides = self: super: {
    dep = self.callPackage ./packages/dep { };
    sample = self.callPackage ./packages/sample { };
  };
in
import <nixpkgs> (args // { overlays = [ pynixifyOverlay ] ++ overlays; })
