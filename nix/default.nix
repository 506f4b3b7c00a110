# The index: for a system, everything the flake offers.
{
  system ? builtins.currentSystem,
  nixpkgs ? null,
}:
let
  overlay = import ./overlay.nix;
  pkgs = import ./debpkgs {
    inherit system;
    overlays = [ overlay ];
  };
  inherit (pkgs) lib;

  devShells = lib.mapAttrs (_: shell: pkgs.newScope (import ../shells/support pkgs) shell { }) (
    {
      ci = ../shells/ci.nix;
      cuda = ../shells/cuda.nix;
      debug = ../shells/debug.nix;
      default = ../shells/default.nix;
      docs = ../shells/docs.nix;
    }
    # cling has wheels for this processor alone.
    // lib.optionalAttrs pkgs.stdenv.hostPlatform.isx86_64 {
      cpp = ../shells/cpp.nix;
    }
  );

  packages = {
    inherit (pkgs)
      cuda-bench
      cuda-bench-image
      devcontainer-image
      hpds
      hpds-cuda
      hpds-cuda-image
      hpds-image
      hpds-wheel
      poetry
      pyproject2nix
      python-image
      pythonDebug
      python311
      python313
      sort-bench
      sort-bench-image
      uv
      ;
    default = pkgs.hpds;
    # Every pinned file: one root that keeps them from being collected.
    sources = pkgs.callPackage ./packages/sources.nix { };
  };
  programs = import ./apps { inherit pkgs packages devShells; };
in
{
  inherit packages devShells;

  # debpkgs with our packages; `.nixpkgs` is the pinned nixpkgs with the same ones.
  legacyPackages = pkgs // {
    bench-python = pkgs.callPackage ../tests/bench/python { };
    nixpkgs = import ./nixpkgs { inherit nixpkgs system; };
  };

  lib = {
    inherit (pkgs) buildProject debpkgs;
  };

  checks = import ./checks {
    inherit
      pkgs
      packages
      devShells
      programs
      ;
  };
  apps = lib.mapAttrs (_: program: {
    type = "app";
    program = lib.getExe program;
  }) programs;
  formatter = pkgs.callPackage ./apps/format.nix { };
}
