{
  outputs =
    { self, nixpkgs }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      python = pkgs.python3.override { packageOverrides = import ./nix/overlay.nix; };
    in
    {
      packages.x86_64-linux = {
        sample = python.pkgs.sample;
        env = python.withPackages (ps: [ ps.sample ]);
      };
      devShells.x86_64-linux.default = pkgs.mkShell {
        inputsFrom = [ self.packages.x86_64-linux.sample ];
      };
    };
}
