# A command-line program that measures a GPU.
{
  lib,
  cudaPackages,
  cmake,
  driver-bridge,
  ninja,
}:
let
  # Not of the set: nixpkgs' does not know.
  inherit (import ../../cuda/release.nix) drivers;
in
cudaPackages.backendStdenv.mkDerivation {
  pname = "cuda-bench";
  version = "0.1.0";

  src = lib.cleanSourceWith {
    src = ./.;
    # Only what CMake reads, so that editing this file or the documentation rebuilds nothing.
    filter =
      path: type:
      let
        relative = lib.removePrefix (toString ./. + "/") (toString path);
      in
      builtins.any (kept: relative == kept || lib.hasPrefix (kept + "/") relative) [
        "CMakeLists.txt"
        "src"
        "tests"
      ];
  };

  nativeBuildInputs = [
    cmake
    ninja
    cudaPackages.cuda_nvcc
  ];
  buildInputs = [
    cudaPackages.cuda_cudart
    # nixpkgs' headers do not bring it along.
    (lib.getOutput "static" cudaPackages.cuda_cudart)
    # The runtime opens the host's driver.
    driver-bridge.hook
  ];

  cmakeFlags = [
    "-DCMAKE_CUDA_ARCHITECTURES=${cudaPackages.flags.cmakeCudaArchitecturesString}"
    "-DCUDA_BENCH_DRIVER=${drivers.${lib.versions.major cudaPackages.cudaMajorMinorVersion} or ""}"
  ];

  doCheck = true;

  meta = {
    description = "Measure a GPU's memory and matrix multiplication, print a table or JSON";
    # With NVIDIA's runtime linked in, which may be passed on.
    license = lib.licenses.mit;
    mainProgram = "cuda-bench";
    platforms = lib.platforms.linux;
  };
}
