# A nixpkgs-shaped set with our packages, for tests/test_nixpkgs.py: nixpkgs itself as the flake imports it, or a fork,
# with stand-ins for what it lacks.
{
  nixpkgs,
  system ? builtins.currentSystem,
}:
let
  standIns = import ./stand-ins.nix;
  fork = import nixpkgs {
    inherit system;
    overlays = [
      standIns.overlay
      (import ../../nix/nixpkgs/overlay.nix)
    ];
    config = {
      allowUnfree = true;
      # What nixpkgs calls pythonPackagesExtensions.
      overlays.python = [ standIns.python ];
    };
  };
in
if builtins.pathExists (nixpkgs + "/pkgs/top-level/config.nix") then
  import ../../nix/nixpkgs { inherit nixpkgs system; }
else
  fork
