# The names by which builds of Python extensions and others look for one folder.
# shellcheck shell=bash
export CUDA_HOME="${BASH_SOURCE[0]%/nix-support/setup-hook}"
export CUDA_PATH="$CUDA_HOME"
# For -lcuda; see ./cudart.
appendToVar NIX_LDFLAGS "-L$CUDA_HOME/lib/stubs"
