{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      pkgs = import nixpkgs { system = "x86_64-linux"; };
      python = pkgs.python313.override {
        self = python;
        packageOverrides = import (self + "/nix/overlay.nix");
      };
    in
    {
      packages.x86_64-linux.default = python.withPackages (ps: [ ps.example-native ]);
    };
}
