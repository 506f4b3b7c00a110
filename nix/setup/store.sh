# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# Files into the store: verified first, then added, then removed from the cache.

# store_complete: asks the store itself, so it stays right after a garbage collection. Leaves what lacks in $work/missing.paths.
store_complete() {
  plan_column path "$work/plan" | xargs nix-store --check-validity --print-invalid >"$work/missing.paths" 2>"$work/store.log" ||
    store_failed
  [ ! -s "$work/missing.paths" ]
}

# store_folder: where the store is, or the nearest folder above it.
store_folder() {
  case ${NIX_REMOTE:-} in
    local\?root=*) folder=${NIX_REMOTE#*=}/nix/store ;;
    *)
      folder=$(home_store)/nix/store
      [ -d "$folder" ] || folder=/nix/store
      ;;
  esac
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  printf '%s\n' "$folder"
}

store_failed() {
  if grep -q 'No space left on device' "$work/store.log"; then
    die "/nix/store: no space left on device; free some and run ./setup again"
  fi
  die "nix-store: $(nix_error "$work/store.log"); run ./setup again"
}

# unverified LIST: the lines whose file in the cache is absent or not yet the pinned one. Whole files with other contents go away.
unverified() {
  while IFS=$tab read -r _ sha256 _ name _; do
    [ ! -f "$files/$name" ] || printf '%s  %s\n' "$sha256" "$name"
  done <"$1" >"$work/sums"
  : >"$work/good"
  if [ -s "$work/sums" ]; then
    (cd "$files" && sha256sum -c "$work/sums" 2>/dev/null) | sed -n 's/: OK$//p' >"$work/good"
  fi
  plan_awk 'FILENAME == ARGV[1] { good[$1]; next } !($name in good)' "$work/good" "$1"
}

# fault SIZE FILE: what is wrong with a file, in words.
fault() {
  have=$(wc -c <"$2")
  if [ "$1" != - ] && [ "$have" -ne "$1" ]; then
    printf 'has %s bytes, not %s' "$have" "$1"
  else
    printf 'does not have the pinned SHA-256'
  fi
}

# drop_wrong LIST: removes what no resumed download could mend.
drop_wrong() {
  while IFS=$tab read -r _ _ size name _; do
    [ -f "$files/$name" ] || continue
    if [ "$size" = - ] || [ "$(wc -c <"$files/$name")" -ge "$size" ]; then
      rm -f "$files/$name"
    fi
  done <"$1"
}

# store_add LIST: all of its files are in the cache and verified.
store_add() {
  [ -s "$1" ] || return 0
  (cd "$files" && plan_column name "$1" | xargs nix-store --add-fixed sha256) >/dev/null 2>"$work/store.log" || store_failed
  # At once, so that the next kind of source finds room.
  (cd "$files" && plan_column name "$1" | xargs rm -f)
}

# store_keep: roots, so that a garbage collection leaves the sources alone. They live in the cache folder; who removes it frees them.
store_keep() {
  plan_column path "$work/plan" >"$work/keep"
  [ -z "$outputs" ] || store_left_out >>"$work/keep"
  stamp=$(sha256sum <"$work/keep")
  [ "$(cat "$cache/roots/stamp" 2>/dev/null)" != "$stamp" ] || return 0
  find "$cache/roots" -name 'source*' -exec rm -f {} +
  # shellcheck disable=SC2016 # one name for each call, in case the list is too long for a single one
  xargs sh -c 'nix-store --realise "$@" --add-root "$0/source-$$" --indirect' "$cache/roots" \
    <"$work/keep" >/dev/null 2>"$work/store.log" || store_failed
  printf '%s\n' "$stamp" >"$cache/roots/stamp"
}

# store_left_out: what this run leaves out and an earlier one did not.
store_left_out() {
  plan_column path "$work/plan.all" | xargs nix-store --check-validity --print-invalid >"$work/missing.paths" 2>"$work/store.log" ||
    store_failed
  plan_awk '
    FILENAME != ARGV[3] { known[FILENAME == ARGV[1] ? $path : $1]; next }
    !($path in known) { print $path }
  ' "$work/plan" "$work/missing.paths" "$work/plan.all"
}
