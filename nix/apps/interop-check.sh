# shellcheck shell=bash
# The tests that need trees of GitHub, which `make check` skips where they cannot be fetched.
#
#   interop-check DIR [PYTEST ARGUMENT...]
#
# DIR holds a tree under each name of the inputs of nix/interop/flake.nix, at its pinned revision: dream2nix, nixpkgs-lib,
# poetry2nix, pynixify, pyproject-build-systems, pyproject-nix, uv2nix; as nixpkgs, nixpkgs itself or a fork; and devbox.
fail() {
  echo "interop-check: $1" >&2
  exit 2
}
[ -n "${1-}" ] || fail "name the folder of the trees: make interop-check TREES=DIR"
[ -f flake.nix ] || fail "no flake.nix in $PWD; run it at the top of a checkout"
trees=$(realpath -e -- "$1") || fail "$1: no such folder"
shift
for name in dream2nix nixpkgs-lib poetry2nix pynixify pyproject-build-systems pyproject-nix uv2nix nixpkgs devbox; do
  [ -d "$trees/$name" ] || fail "$trees/$name: no such folder; nix/interop/flake.nix says which revision belongs there"
done
command -v devbox >/dev/null || {
  command -v go >/dev/null || fail "devbox is a Go program and there is no go on PATH; install Go, or devbox"
  programs=$(mktemp -d)
  trap 'rm -rf "$programs"' EXIT
  echo "building devbox"
  (cd "$trees/devbox" && go build -o "$programs/devbox" ./cmd/devbox)
  PATH=$programs:$PATH
}
export DEBPKGS_TEST_INTEROP=$trees DEBPKGS_TEST_NIXPKGS=$trees/nixpkgs
python3 -P -m pytest -p no:cacheprovider --slow tests/test_interop.py tests/test_nixpkgs.py tests/test_devbox.py "$@"
