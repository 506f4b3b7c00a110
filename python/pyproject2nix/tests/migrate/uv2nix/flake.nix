{
  description = "Sample, by uv2nix";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    pyproject-nix.url = "github:pyproject-nix/pyproject.nix";
    uv2nix.url = "github:pyproject-nix/uv2nix";
    build-systems.url = "github:pyproject-nix/build-system-pkgs";
  };

  outputs =
    inputs@{ nixpkgs, self, ... }:
    let
      inherit (nixpkgs) lib;
      each = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
      ];
      workspace = inputs.uv2nix.lib.workspace.loadWorkspace { workspaceRoot = ./.; };
      set = each (
        system:
        let
          pkgs = import nixpkgs { inherit system; };
          base = pkgs.callPackage inputs.pyproject-nix.build.packages { python = pkgs.python313; };
        in
        base.overrideScope (
          lib.composeManyExtensions [
            inputs.build-systems.overlays.default
            (workspace.mkPyprojectOverlay { sourcePreference = "wheel"; })
            (final: prev: {
              sample = prev.sample.overrideAttrs (old: {
                nativeBuildInputs = old.nativeBuildInputs ++ final.resolveBuildSystem { editables = [ ]; };
              });
              dep = prev.dep.overrideAttrs (old: {
                nativeBuildInputs = (old.nativeBuildInputs or [ ]) ++ final.resolveBuildSystem { setuptools = [ ]; };
              });
              tester = prev.tester.override { sourcePreference = "sdist"; };
              other = prev.other.overrideAttrs { patches = [ ./other.patch ]; };
            })
          ]
        )
      );
      environment = each (system: set.${system}.mkVirtualEnv "sample-env" workspace.deps.default);
    in
    {
      packages = each (
        system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
          inherit (pkgs.callPackages inputs.pyproject-nix.build.util { }) mkApplication;
        in
        {
          default = mkApplication {
            venv = environment.${system};
            package = set.${system}.sample;
          };
          venv = environment.${system};
          pages = set.${system}.mkVirtualEnv "sample-pages" { sample = [ "pages" ]; };
          bare = set.${system}.sample;
          dep = set.${system}.dep;
          wheel = set.${system}.sample.override { pyprojectHook = set.${system}.pyprojectDistHook; };
        }
      );
      apps = each (system: {
        default = {
          type = "app";
          program = "${self.packages.${system}.venv}/bin/sample";
        };
      });
      checks = each (system: {
        tests = set.${system}.sample.passthru.tests.pytest;
      });
      devShells = each (
        system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
          editable = set.${system}.overrideScope (workspace.mkEditablePyprojectOverlay { root = "$ROOT"; });
          venv = editable.mkVirtualEnv "sample-dev-env" workspace.deps.all;
        in
        {
          default = pkgs.mkShell {
            packages = [
              venv
              pkgs.uv
            ];
            env = {
              UV_PYTHON = editable.python.interpreter;
              UV_NO_SYNC = "1";
            }
            // lib.optionalAttrs pkgs.stdenv.isLinux {
              LD_LIBRARY_PATH = lib.makeLibraryPath [ pkgs.zlib ];
            };
            shellHook = ''
              unset PYTHONPATH
              export ROOT=$(git rev-parse --show-toplevel)
            '';
          };
        }
      );
    };
}
