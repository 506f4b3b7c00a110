# `import` of a fork of nixpkgs, with stand-ins for what it lacks below the overlays that are given.
nixpkgs: arguments:
let
  standIns = import ./stand-ins.nix;
in
import nixpkgs (
  arguments
  // {
    overlays = [ standIns.overlay ] ++ arguments.overlays;
    config = {
      allowUnfree = true;
      # What nixpkgs calls pythonPackagesExtensions.
      overlays.python = [ standIns.python ];
    };
  }
)
