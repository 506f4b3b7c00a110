# shellcheck shell=bash disable=SC2317,SC2329 # the parts are called by name
# What `make check` leaves out because it takes long, in parts of at most an hour each.
#
#   check-all [PART...]    default: every part that has not passed for this commit
#
# A line of the ledger check-all.tsv says: part, commit, when it ended (UTC), passed or failed, seconds. Parts that passed for this
# commit are left out, so an interrupted run goes on where it stopped; a part that is named runs again.
[ -f flake.nix ] || {
  echo "check-all: no flake.nix in $PWD; run it at the top of a checkout" >&2
  exit 1
}
ledger=check-all.tsv
system=$(nix eval --raw --impure --expr builtins.currentSystem)

# Every package and image, built again and compared.
part_rebuild() {
  local names name
  names=$(nix eval --raw ".#packages.$system" --apply 'set: toString (builtins.attrNames (removeAttrs set [ "default" "sources" ]))') || return
  # Not among the packages; what its bytes were once depended on the clock.
  [ "$system" != x86_64-linux ] || names+=" legacyPackages.$system.cppLab.python.pkgs.cppyy"
  for name in $names; do
    echo "building $name again"
    nix build --no-link ".#$name" && nix build --no-link --rebuild ".#$name" || return
  done
}

# The standard library's own tests.
part_stdlib() {
  nix build --no-link --print-build-logs ".#legacyPackages.$system.python313.stdlibTests" ".#legacyPackages.$system.python311.stdlibTests"
}

# The interpreters' profiles: trained twice, compared with those that are kept.
part_profile() {
  nix run .#profile -- --check
}

# hpds under AddressSanitizer and UndefinedBehaviorSanitizer.
part_sanitizers() {
  nix build --no-link --print-build-logs ".#legacyPackages.$system.hpds-sanitized"
}

# pyproject2nix: ten thousand cases of each property, half an hour of fuzzing, pip asked about the whole corpus.
part_generator() {
  (cd python/pyproject2nix && PYPROJECT2NIX_TESTS=all PYTHONPATH=src python3 -P -m pytest -p no:cacheprovider)
}

# The slow tests of the interpreters, which build them in other circumstances.
part_interpreters() {
  slow tests/test_interpreters.py
}

# Debian 12 and 13 booted with systemd, and other machines on which a person types `make image`.
part_machines() {
  slow tests/test_first_command.py
}

# The other slow tests.
part_slow() {
  slow tests --ignore tests/test_interpreters.py --ignore tests/test_first_command.py
}

slow() {
  python3 -P -m pytest -p no:cacheprovider --slow -m slow "$@"
}

commit=$(git rev-parse --short=12 HEAD 2>/dev/null || echo none)
[ -z "$(git status --porcelain 2>/dev/null)" ] || commit+=-changed
mapfile -t parts < <(declare -F | sed -n 's/^declare -f part_//p')
chosen=("$@")
[ $# -gt 0 ] || chosen=("${parts[@]}")
for part in "${chosen[@]}"; do
  [[ " ${parts[*]} " == *" $part "* ]] || {
    echo "check-all: $part: no such part; the parts are: ${parts[*]}" >&2
    exit 2
  }
done

failed=0
for part in "${chosen[@]}"; do
  if [ $# -eq 0 ] && [[ $commit != *-changed ]] && grep -qs "^$part	$commit	[^	]*	passed	" "$ledger"; then
    echo "check-all: $part passed for $commit already"
    continue
  fi
  echo "check-all: $part"
  start=$SECONDS
  result=passed
  "part_$part" || result=failed
  [ "$result" = passed ] || failed=1
  printf '%s\t%s\t%s\t%s\t%s\n' "$part" "$commit" "$(date -u +%FT%TZ)" "$result" $((SECONDS - start)) | tee -a "$ledger"
done
exit $failed
