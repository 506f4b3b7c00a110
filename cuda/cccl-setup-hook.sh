# CUDA 13 has these headers in a folder of their own, where nvcc looks in its own tree; so do compilers that have them as an input.
# shellcheck shell=bash
appendToVar NIX_CFLAGS_COMPILE -isystem "${BASH_SOURCE[0]%/nix-support/setup-hook}/include/cccl"
