# shellcheck shell=bash
# The generic builder: phases, hooks and helpers under nixpkgs' names.
#
# Sourced by every derivation of stdenv.mkDerivation and by `nix develop`, as
# $stdenv/setup: its constants, the re-linker, this, and the files beside it.

set -eu
shopt -s inherit_errexit nullglob
: "${SOURCE_DATE_EPOCH:=315532800}" # 1980-01-01, the first time a zip file can hold
export SOURCE_DATE_EPOCH
: "${outputs:=out}"
: "${NIX_BUILD_CORES:=1}"
[ "$NIX_BUILD_CORES" -gt 0 ] 2>/dev/null || NIX_BUILD_CORES=$(nproc)
export NIX_BUILD_CORES
