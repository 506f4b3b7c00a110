# shellcheck shell=bash
# What `make check` leaves out because it takes long: every package and image built
# again and compared, hpds under the sanitizers, the generator's ten thousand cases and
# ten minutes of fuzzing, and the slow tests.
[ -f flake.nix ] || {
  echo "check-all: no flake.nix in $PWD; run it at the top of a checkout" >&2
  exit 1
}
system=$(nix eval --raw --impure --expr builtins.currentSystem)
names=$(nix eval --raw ".#packages.$system" --apply 'set: toString (builtins.attrNames (removeAttrs set [ "default" "sources" ]))')
# Not among the packages; what its bytes were once depended on the clock.
[ "$system" != x86_64-linux ] || names+=" legacyPackages.$system.cppLab.python.pkgs.cppyy"
for name in $names; do
  echo "building $name again"
  nix build --no-link ".#$name"
  nix build --no-link --rebuild ".#$name"
done
echo "the standard library's own tests"
for python in python313 python311; do
  nix build --no-link --print-build-logs ".#legacyPackages.$system.$python.stdlibTests"
done
echo "the interpreters' profiles: trained twice, compared with those that are kept"
nix run .#profile -- --check
echo "hpds under AddressSanitizer and UndefinedBehaviorSanitizer"
nix build --no-link --print-build-logs ".#legacyPackages.$system.hpds-sanitized"
echo "pyproject2nix: ten thousand cases of each property, ten minutes of fuzzing, pip asked about the whole corpus"
(cd python/pyproject2nix && PYPROJECT2NIX_TESTS=all PYTHONPATH=src python3 -P -m pytest -p no:cacheprovider)
python3 -P -m pytest -p no:cacheprovider tests --slow "$@"
