# hpds-cuda: the same package with its CUDA engine. Over the project's Python packages; what for, cudaPackages says.
self: super:
let
  inherit (self.pkgs) cudaPackages lib;
in
{
  hpds = super.hpds.overrideAttrs (previous: {
    name = lib.replaceStrings [ "hpds" ] [ "hpds-cuda" ] previous.name;
    # CMake reads the architectures from this one's CUDAARCHS.
    nativeBuildInputs = previous.nativeBuildInputs ++ [ cudaPackages.cuda_nvcc ];
    buildInputs = previous.buildInputs ++ [
      cudaPackages.cuda_cudart
      # nixpkgs' headers do not bring it along.
      (lib.getOutput "static" cudaPackages.cuda_cudart)
      cudaPackages.libcublas
    ];
    SKBUILD_CMAKE_DEFINE = "HPDS_CUDA=ON";
    meta = previous.meta // {
      description = "${previous.meta.description}, and in a GPU's memory";
    };
  });
}
