# Projects with CMake's CUDA language configure and build offline: against the single packages and against CUDA_HOME.
{
  lib,
  cudaPackages,
  cmake,
  driver-bridge,
  ninja,
}:
let
  inherit (cudaPackages) backendStdenv flags;
  stub = "${lib.getOutput "stubs" cudaPackages.cuda_cudart}/lib/stubs/libcuda.so";
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

          # finds FOLDER TEXT: what the other program says where the driver is in FOLDER.
          finds() {
            HPDS_DRIVER_PATH=$1 $out/bin/driver >said 2>&1 || true
            grep -F "$2" said || { cat said; echo "error: driver in '$1': that is not '$2'" >&2; exit 1; }
          }
          missing='libcuda.so.1: cannot open shared object file'
          finds "" "$missing"
          finds ${driver-bridge.fakes}/580 'driver 13000, status 0'
          # The stub is for linking alone: in its folder it is no driver, and elsewhere it says what it is.
          mkdir stubs copied
          cp ${stub} stubs/libcuda.so.1
          cp ${stub} copied/libcuda.so.1
          finds $PWD/stubs "$missing"
          finds $PWD/copied 'driver 0, status 34'
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
      driver-bridge.hook
    ];
  };
  toolkit = project "toolkit" {
    nativeBuildInputs = [
      cmake
      cudaPackages.cudatoolkit
    ];
    buildInputs = [ driver-bridge.hook ];
  };
}
