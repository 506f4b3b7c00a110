# A nixpkgs-shaped set with our packages, for tests/test_nixpkgs.py: nixpkgs itself as the flake imports it, or a fork,
# with stand-ins for what it lacks.
{
  nixpkgs,
  system ? builtins.currentSystem,
}:
if builtins.pathExists (nixpkgs + "/pkgs/top-level/config.nix") then
  import ../../nix/nixpkgs { inherit nixpkgs system; }
else
  import ./fork.nix nixpkgs {
    inherit system;
    overlays = [ (import ../../nix/nixpkgs/overlay.nix) ];
  }
