/**
  The CUDA toolkit as packages, under nixpkgs' names.

  # Example

  ```nix
  cudaPackages.override { cudaCapabilities = [ "8.6" "9.0" ]; }
  ```

  # Arguments

  - `cudaCapabilities`: what device code is compiled for, as NVIDIA writes it. Default: `config.cudaCapabilities`, else
    ./release.nix
  - `cudaForwardCompat`: whether code that newer devices can translate is added for the newest of them
  - `cudaHostStdenv`: the standard environment whose gcc nvcc calls

  No GPU is looked for: what is built depends on these alone.
*/
{
  lib,
  config,
  stdenv,
  newScope,
  fetchPypi,
  python3,
  cudaCapabilities ? config.cudaCapabilities or (import ./release.nix).capabilities.default,
  cudaForwardCompat ? config.cudaForwardCompat or true,
  cudaHostStdenv ? stdenv,
}:
let
  release = import ./release.nix;
  packages = import ./packages.nix;
  wheels = import ../python/wheels.nix {
    inherit lib;
    inherit (python3) pythonVersion;
    pkgs = { inherit fetchPypi stdenv; };
    overlay = ./wheels/overlay.nix;
  };
in
lib.makeScope newScope (
  self:
  let
    fromWheel = self.callPackage ./from-wheel.nix {
      inherit wheels;
      cudaPackages = self;
    };
  in
  lib.mapAttrs fromWheel packages
  // {
    inherit (release) cudaMajorMinorVersion;
    cudaMajorVersion = lib.versions.major release.cudaMajorMinorVersion;

    flags = import ./flags.nix {
      inherit lib cudaCapabilities cudaForwardCompat;
      inherit (release) cudaMajorMinorVersion;
      inherit (release.capabilities) known;
    };
    inherit (self.flags) cudaCapabilities;

    backendStdenv = import ./backend-stdenv.nix {
      inherit lib release;
      stdenv = cudaHostStdenv;
    };

    cuda_cudart = self.callPackage ./cudart {
      plain = fromWheel "cuda_cudart" packages.cuda_cudart;
    };
    cuda_cuobjdump = self.callPackage ./cuobjdump.nix {
      plain = fromWheel "cuda_cuobjdump" packages.cuda_cuobjdump;
    };
    cuda_nvcc = self.callPackage ./nvcc {
      plain = fromWheel "cuda_nvcc" packages.cuda_nvcc;
    };
    cudatoolkit = self.callPackage ./cudatoolkit.nix { cudaPackages = self; };
  }
)
