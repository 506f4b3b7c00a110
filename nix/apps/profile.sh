# shellcheck shell=bash
# Trains the optimized interpreters again and writes python/cpython/profile/pinned/.
# With --check it writes nothing, trains twice, and fails where a profile is not the pinned one.
[ -f flake.nix ] || {
  echo "profile: no flake.nix in $PWD; run it at the top of a checkout" >&2
  exit 1
}
case "${1-}" in
  "" | --check) ;;
  *)
    echo "profile: $1: the one option is --check" >&2
    exit 2
    ;;
esac
system=$(nix eval --raw --impure --expr builtins.currentSystem)
pinned=python/cpython/profile/pinned
failed=0
for python in python313 python311; do
  attribute=".#legacyPackages.$system.$python.profile"
  name=$(nix eval --raw "$attribute.name")
  echo "training $python: some minutes"
  nix build --out-link "result-$python-profile" "$attribute"
  if [ "${1-}" = --check ]; then
    nix build --no-link --rebuild "$attribute"
    cmp "result-$python-profile" "$pinned/$name" || {
      echo "error: $python: the trained profile is not $pinned/$name; make profile writes it anew" >&2
      failed=1
    }
  else
    mkdir -p "$pinned"
    install -m 644 "result-$python-profile" "$pinned/$name"
    echo "wrote $pinned/$name"
  fi
  rm "result-$python-profile"
done
exit $failed
