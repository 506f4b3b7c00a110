# Work on device code: the CUDA toolkit as CUDA_HOME, and Python with CuPy and hpds-cuda beside hpds' dependencies. No GPU is needed
# to compile. Its Python, and what is linked in it, are offered the host's GPU driver; programs of the host notice nothing.
{
  mkShell,
  bridgePython,
  buildProject,
  cudaPackages,
  driver-bridge,
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
    wrapEnv = bridgePython;
  };
in
mkShell {
  name = "cuda";
  inputsFrom = [ hpds.devShell ];
  packages = [ cudaPackages.cudatoolkit ];
  buildInputs = [ driver-bridge.hook ];
  shellHook = ''
    if [ -t 1 ]; then
      echo "cuda: nvcc ${cudaPackages.cuda_nvcc.version}, gcc ${cudaPackages.backendStdenv.cc.version}, cuobjdump, nvdisasm, cmake, ninja, python ${hpds.python.version} with cupy, hpds"
      echo "  nvcc -arch=sm_90 a.cu    CUDA_HOME is the toolkit; CMake finds it by itself"
      echo "  CMake compiles for       ${cudaPackages.flags.cmakeCudaArchitecturesString} (CUDAARCHS)"
    fi
  '';
}
