# What has nvcc among its inputs: build systems find it, its host compiler and the other packages of the toolkit.
#
#   CUDACXX            nvcc, for CMake
#   CUDAHOSTCXX        the compiler that it calls, for CMake
#   CUDAARCHS          what CMake compiles for where a project does not say: cudaCapabilities
#   CUDAToolkit_ROOT   the inputs that are packages of the toolkit
#   NVCC_PREPEND_FLAGS in a build: temporary files beside the object, which has their names in it. Those in TMPDIR are called after
#                      the number of a process. Not in a shell, where people write to /dev/null
# shellcheck shell=bash disable=SC2154

addToCudaToolkitRoot() {
  [ ! -e "$1/nix-support/include-in-cudatoolkit-root" ] || addToSearchPath CUDAToolkit_ROOT "$1"
}

if [ -z "${cudaSetupHookOnce:-}" ]; then
  cudaSetupHookOnce=1
  # Of the package that has this file: nvcc's own, or the toolkit in one folder.
  export CUDACXX="${BASH_SOURCE[0]%/nix-support/setup-hook}/bin/nvcc" CUDAHOSTCXX=@hostCompiler@/bin/g++ CUDAARCHS='@cudaArchitectures@'
  [ -n "${IN_NIX_SHELL:-}" ] || export NVCC_PREPEND_FLAGS="--objdir-as-tempdir${NVCC_PREPEND_FLAGS:+ $NVCC_PREPEND_FLAGS}"
  addEnvHooks "$hostOffset" addToCudaToolkitRoot
fi
