# Work on device code: the CUDA toolkit as CUDA_HOME, and Python with CuPy and hpds-cuda beside hpds' dependencies. No GPU is needed to compile.
{
  mkShell,
  buildProject,
  cudaPackages,
  python313,
}:
let
  hpds = buildProject {
    projectRoot = ../envs/hpds;
    python = python313;
    overrides = import ../envs/hpds/cuda.nix;
    shellPackages = ps: [
      ps.cupy
      ps.hpds
    ];
  };
in
mkShell {
  name = "cuda";
  inputsFrom = [ hpds.devShell ];
  packages = [ cudaPackages.cudatoolkit ];
  shellHook = ''
    if [ -t 1 ]; then
      echo "cuda: nvcc ${cudaPackages.cuda_nvcc.version}, gcc ${cudaPackages.backendStdenv.cc.version}, cuobjdump, nvdisasm, cmake, ninja, python ${hpds.python.version} with cupy, hpds"
      echo "  nvcc -arch=sm_90 a.cu    CUDA_HOME is the toolkit; CMake finds it by itself"
      echo "  CMake compiles for       ${cudaPackages.flags.cmakeCudaArchitecturesString} (CUDAARCHS)"
    fi
  '';
}
