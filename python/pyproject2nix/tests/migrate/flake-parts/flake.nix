{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    flake-parts.url = "github:hercules-ci/flake-parts";
    systems.url = "github:nix-systems/default";
    poetry2nix.url = "github:nix-community/poetry2nix";
    treefmt-nix.url = "github:numtide/treefmt-nix";
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.treefmt-nix.flakeModule ];
      systems = import inputs.systems;
      perSystem =
        {
          config,
          pkgs,
          system,
          ...
        }:
        {
          _module.args.pkgs = import inputs.nixpkgs {
            inherit system;
            overlays = [
              inputs.poetry2nix.overlays.default
              (final: prev: { sample = final.callPackage ./sample.nix { }; })
            ];
          };
          packages.default = pkgs.sample;
          apps.default.program = "${config.packages.default}/bin/sample";
          devShells.default = pkgs.mkShell {
            inputsFrom = [ config.packages.default ];
            packages = [ inputs.treefmt-nix.packages.${system}.treefmt ];
          };
          checks.other = pkgs.poetry2nix.mkPoetryApplication { projectDir = ./other; };
        };
    };
}
