{
  description = "hpds and a sample by the other Python-to-Nix tools";

  # Trees, not flakes: a tool's own flake would bring a nixpkgs and formatters into the lock. The checkout itself is no input: how a
  # relative path is locked, Nix 2.8 and 2.26 do not agree on, and a flake in a subfolder has the whole checkout around it anyway.
  inputs = {
    dream2nix = {
      url = "github:nix-community/dream2nix/69eb01fa0995e1e90add49d8ca5bcba213b0416f";
      flake = false;
    };
    nixpkgs = {
      url = "github:NixOS/nixpkgs/6201e203d09599479a3b3450ed24fa81537ebc4e";
      flake = false;
    };
    nixpkgs-lib = {
      url = "github:nix-community/nixpkgs.lib/de42d44212d207476489bce163375d8306a26d59";
      flake = false;
    };
    poetry2nix = {
      url = "github:nix-community/poetry2nix/ce2369db77f45688172384bbeb962bc6c2ea6f94";
      flake = false;
    };
    pynixify = {
      url = "github:cript0nauta/pynixify/bdf8d71228e7332a4c6a61a75eb3838f7b9d4fbb";
      flake = false;
    };
    pyproject-build-systems = {
      url = "github:pyproject-nix/build-system-pkgs/90ffdeee1a4929b231913df067448cd9803d3e07";
      flake = false;
    };
    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix/7af23cfe91064865ecf2e835da28b45b3c6f49fd";
      flake = false;
    };
    uv2nix = {
      url = "github:pyproject-nix/uv2nix/49dac8d206c42175b069b7c6050ba27060a21106";
      flake = false;
    };
  };

  outputs =
    inputs:
    let
      lib = import ../lib;
      interop = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
      ] (system: {
        ours = import ./. { inherit inputs system; };
        nixpkgs = import ./. {
          inherit inputs system;
          pkgs = import ../nixpkgs {
            inherit system;
            inherit (inputs) nixpkgs;
          };
        };
      });
    in
    {
      # For projects of one's own: lib.<system>.uv2nix { projectRoot = ./.; locks = ./locks; }
      lib = lib.mapAttrs (_: on: on.ours.tools) interop;
      # <tool>.<project>.package, .program, .env; and nixpkgs.<tool>.…, the same on the pinned nixpkgs.
      legacyPackages = lib.mapAttrs (_: on: on.ours.projects // { nixpkgs = on.nixpkgs.projects; }) interop;
    };
}
