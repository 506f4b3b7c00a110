# Projects with CMake's CUDA language configure and build offline: against the single packages and against CUDA_HOME.
{
  lib,
  cudaPackages,
  cmake,
  ninja,
}:
let
  inherit (cudaPackages) backendStdenv flags;
  project =
    name: attrs:
    backendStdenv.mkDerivation (
      {
        name = "cuda-cmake-${name}";
        src = ./cmake;
        doInstallCheck = true;
        postConfigure = ''
          grep -qxF 'CMAKE_CUDA_ARCHITECTURES:STRING=${flags.cmakeCudaArchitecturesString}' CMakeCache.txt
          grep -qxF 'set(CMAKE_CUDA_HOST_COMPILER "${backendStdenv.cc}/bin/g++")' CMakeFiles/*/CMakeCUDACompiler.cmake
        '';
        installCheckPhase = ''
          $out/bin/sample | tee said
          grep -q '^cublas 130' said
          grep -q '^no device: .*cudaErrorInsufficientDriver' said
        '';
      }
      // attrs
    );
in
{
  packages = project "packages" {
    nativeBuildInputs = [
      cmake
      ninja
      cudaPackages.cuda_nvcc
    ];
    buildInputs = [
      cudaPackages.cuda_cudart
      cudaPackages.libcublas
    ];
  };
  toolkit = project "toolkit" {
    nativeBuildInputs = [
      cmake
      cudaPackages.cudatoolkit
    ];
  };
}
