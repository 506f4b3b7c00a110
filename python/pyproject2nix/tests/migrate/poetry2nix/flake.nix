{
  description = "Sample, by poetry2nix";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";
    flake-utils.url = "github:numtide/flake-utils";
    poetry2nix.url = "github:nix-community/poetry2nix";
  };

  outputs =
    {
      self,
      nixpkgs,
      flake-utils,
      poetry2nix,
    }:
    flake-utils.lib.eachDefaultSystem (
      system:
      let
        pkgs = nixpkgs.legacyPackages.${system};
        inherit (poetry2nix.lib.mkPoetry2Nix { inherit pkgs; })
          cleanPythonSources
          mkPoetryApplication
          mkPoetryEnv
          mkPoetryScriptsPackage
          defaultPoetryOverrides
          ;
        overrides = defaultPoetryOverrides.extend (
          final: prev: {
            # What builds it: a setting of ours.
            dep = prev.dep.overridePythonAttrs (old: {
              buildInputs = (old.buildInputs or [ ]) ++ [ prev.setuptools ];
            });
            tester = prev.tester.overridePythonAttrs (old: {
              postPatch = (old.postPatch or "") + "touch patched";
            });
          }
        );
        app = mkPoetryApplication {
          inherit overrides;
          projectDir = cleanPythonSources { src = self; };
          preferWheels = true;
          python = pkgs.python311;
        };
      in
      {
        packages = {
          inherit app;
          default = self.packages.${system}.app;
          env = mkPoetryEnv {
            projectDir = ./.;
            extras = [ ];
          };
          list = pkgs.writeShellScriptBin "list" ''
            for name in "$@"; do
              ''${DRY:+echo} ${app}/bin/sample "$name" ${./data/names.txt}
            done
          '';
          scripts = mkPoetryScriptsPackage { projectDir = ./.; };
        };
        apps.default = flake-utils.lib.mkApp {
          drv = app;
          name = "sample";
        };
        checks.runs = pkgs.runCommand "runs" { nativeBuildInputs = [ app ]; } ''
          sample ${system} >$out
        '';
        devShells = {
          default = pkgs.mkShell {
            inputsFrom = [ app ];
            packages = with pkgs; [
              poetry
              no-such-program
            ];
            GREETING = "hello";
          };
          env = app.dependencyEnv.env.overrideAttrs (old: {
            buildInputs = [ pkgs.zlib ];
          });
          poetry = pkgs.mkShell { packages = [ pkgs.poetry ]; };
        };
      }
    )
    // {
      overlays.default = final: prev: { };
    };
}
