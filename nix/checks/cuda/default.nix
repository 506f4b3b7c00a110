# The CUDA toolkit without a GPU.
{
  lib,
  callPackage,
  closureCheck,
  cuda-bench,
  cudaPackages,
}:
let
  compile = callPackage ./compile.nix { };
  deviceCode = callPackage ./device-code.nix { };
  libraries = lib.filter (package: lib.elem "dev" package.outputs) (
    map (name: cudaPackages.${name}) (lib.attrNames (import ../../../cuda/packages.nix))
  );
  cmake = callPackage ./cmake.nix { };
  cupy = callPackage ./cupy.nix { };
  hpds = callPackage ./hpds.nix { inherit deviceCode; };
in
{
  evaluation = callPackage ./evaluation.nix { };
  release = callPackage ./release.nix { };
  refusals = callPackage ./refusals.nix {
    inherit compile;
    testBuildFailure = callPackage ../stdenv/test-build-failure.nix { };
  };
  compile = deviceCode {
    name = "thrust";
    program = "${compile}/bin/saxpy";
  };
  bench-code = deviceCode {
    name = "cuda-bench";
    program = "${cuda-bench}/bin/cuda-bench";
    spills = false;
    # As of hpds-cuda, in CUB's kernels.
    spillsOf = "_ZN3cub";
  };
  bench-operations = callPackage ./bench.nix { };
  cmake-packages = cmake.packages;
  cmake-toolkit = cmake.toolkit;
  cupy = cupy.imports;
  cupy-python311 = cupy.importsOf311;
  cupy-closure = cupy.closure;
  same-bytes = callPackage ./same-bytes.nix { };
  hpds-arithmetic = hpds.arithmetic;
  hpds-code = hpds.code;
  hpds-launch-bounds = hpds.launch-bounds;
  hpds-without-gpu = hpds.without-gpu;
  # What a program is linked to brings neither headers nor static archives nor a compiler along.
  libraries-closure = closureCheck {
    name = "cuda-libraries";
    rootPaths = map lib.getLib libraries;
    forbidden = [
      "*.a"
      "*.h"
      "*.hpp"
      "*.cuh"
      "*.cmake"
      "cicc"
      "g++"
      "gcc"
      "nvcc"
      "ptxas"
    ];
    buildPaths = false;
    # The compiler as a library comes with the program that does the same.
    allow = [ "${lib.getLib cudaPackages.libnvvm}/*" ];
  };
}
