# Run a compiler of Rust so that no file of it names the folder of the build: panics tell where they are.
#
#   rustc-wrapper RUSTC ARGUMENT…   as Cargo calls what RUSTC_WRAPPER names
# shellcheck shell=bash
exec "$@" "--remap-path-prefix=$NIX_BUILD_TOP/cargo-vendor-dir=/crates" "--remap-path-prefix=$NIX_BUILD_TOP=/source"
