{
  description = "Sample, by dream2nix";

  inputs = {
    dream2nix.url = "github:nix-community/dream2nix";
    nixpkgs.follows = "dream2nix/nixpkgs";
  };

  outputs =
    {
      self,
      dream2nix,
      nixpkgs,
    }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system};
      sample = dream2nix.lib.evalModules {
        packageSets.nixpkgs = pkgs;
        modules = [
          ./default.nix
          {
            paths = {
              projectRoot = ./.;
              projectRootFile = "flake.nix";
              package = ./.;
            };
          }
        ];
      };
    in
    {
      packages.${system} = {
        default = sample;
        env = sample.pyEnv;
        lock = sample.lock;
      };
      devShells.${system}.default = pkgs.mkShell {
        inputsFrom = [ self.packages.${system}.default.devShell ];
        packages = [ sample.config.deps.python.pkgs.pytest ];
      };
    };
}
