{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  inputs.hpds.url = "git+file:///PATH/OF/CHECKOUT";

  outputs =
    { self, nixpkgs, hpds }:
    let
      system = "x86_64-linux";
      pkgs = import nixpkgs {
        inherit system;
        overlays = [ hpds.overlays.default ];
        config.allowUnfreePredicate = package: pkgs._cuda.lib.allowUnfreeCudaPredicate package;
        config.cudaCapabilities = [ "8.6" "9.0" ];
      };
    in
    {
      packages.${system} = { inherit (pkgs) cuda-bench hpds-cuda hpds-cuda-image; };
      devShells.${system}.default = pkgs.mkShell { packages = [ pkgs.hpdsCudaEnv pkgs.gpu-doctor ]; };
    };
}
