# legacyPackages.<system>.nixpkgs: a nixpkgs with our packages.
#
#   nixpkgs   a flake, or a path
{ nixpkgs, system }:
let
  lib = import ../lib;

  pkgs = import nixpkgs {
    inherit system;
    overlays = [ (import ./overlay.nix) ];
    # Forks that have their own list of settings, and no unfree packages, know no such setting.
    config = lib.optionalAttrs (builtins.pathExists (nixpkgs + "/pkgs/top-level/config.nix")) {
      # Of what is not free, NVIDIA's toolkit alone. A function of its own: what it asks is in the set that it is a setting of.
      allowUnfreePredicate = package: pkgs._cuda.lib.allowUnfreeCudaPredicate package;
    };
  };
in
pkgs
