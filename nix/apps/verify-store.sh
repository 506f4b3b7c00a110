# shellcheck shell=bash
# Compares each store path that the flake's checks are made of with the hash that Nix registered; names those that were changed after
# they were built. `nix-store --verify --check-contents` does the same for everything in the store, whoever changed it.
[ -f flake.nix ] || {
  echo "verify-store: no flake.nix in $PWD; run it at the top of a checkout" >&2
  exit 1
}
system=$(nix eval --raw --impure --expr builtins.currentSystem)
paths=$(mktemp)
trap 'rm -f "$paths" "$paths.log"' EXIT
nix eval --raw ".#checks.$system" --apply 'checks: toString (map (check: check.drvPath) (builtins.attrValues checks))' |
  xargs nix-store --query --requisites --include-outputs >"$paths"
if xargs -P "$(nproc)" -n 100 nix-store --verify-path <"$paths" 2>"$paths.log"; then
  echo "verify-store: $(wc -l <"$paths") store paths are as they were built"
else
  cat "$paths.log" >&2
  echo "verify-store: a store path was changed after it was built; repair it: nix-store --repair-path PATH" >&2
  exit 1
fi
