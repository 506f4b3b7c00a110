# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# Debian files that the first mirror lacks: archives remove superseded files. Asked in this order: the other mirrors in apt's
# configuration, the snapshot archive, a bundle, Nix's binary caches.

# elsewhere LIST: what is found is in $files, or in the store and no longer in LIST; the rest is in $work/wanted.
elsewhere() {
  [ -z "$from" ] || return 0
  elsewhere_mirrors "$1"
  elsewhere_snapshot "$1"
  elsewhere_bundle "$1"
  elsewhere_caches "$1"
}

# elsewhere_ask LIST FETCHER: in $source.
elsewhere_ask() {
  say "Debian: $(wc -l <"$work/wanted") files were not there; asking $source"
  "$2" "$work/wanted" Debian || :
  cache_full_check "$work/fetch.log"
  asked="$asked, $source"
  unverified "$1" >"$work/wanted"
}

# A mirror that the user names stands alone.
elsewhere_mirrors() {
  [ -z "${DEBPKGS_DEBIAN_MIRROR:-}" ] || return 0
  debian_mirrors | sed 1d >"$work/mirrors"
  while [ -s "$work/wanted" ] && IFS= read -r source <&3; do
    security=$(debian_security)
    elsewhere_ask "$1" debian_download
  done 3<"$work/mirrors"
}

elsewhere_snapshot() {
  [ -s "$work/wanted" ] || return 0
  source=$(snapshot_of debian Origin::Debian)
  security=$(snapshot_of debian-security Label::Debian-Security)
  [ -n "$source$security" ] || return 0
  elsewhere_ask "$1" debian_download
}

# snapshot_of ARCHIVE KEY: the URI of an archive's snapshots, where @SNAPSHOTID@ stands for the time: of the setting, else of apt, which
# since version 2.7 knows the snapshot archive.
snapshot_of() {
  if [ -n "${DEBPKGS_SNAPSHOT_MIRROR:-}" ]; then
    printf '%s/archive/%s/@SNAPSHOTID@\n' "${DEBPKGS_SNAPSHOT_MIRROR%/}" "$1"
  elif command -v apt-config >/dev/null; then
    (eval "$(apt-config shell found "Acquire::Snapshots::URI::$2")" && printf '%s\n' "${found:-}" | sed 's,/*$,,')
  fi
}

elsewhere_bundle() {
  [ -s "$work/wanted" ] && [ -n "${DEBPKGS_BUNDLE:-}" ] || return 0
  source=$DEBPKGS_BUNDLE
  if [ -d "$source" ]; then
    elsewhere_ask "$1" folder_copy
  else
    # bundle_copy reads what --from names.
    from=$source
    elsewhere_ask "$1" bundle_copy
    from=''
  fi
}

elsewhere_caches() {
  [ -s "$work/wanted" ] || return 0
  caches=$(nix_raw_setting substituters)
  [ -n "$caches" ] || return 0
  source="Nix's binary caches ($caches)"
  say "Debian: $(wc -l <"$work/wanted") files were not there; asking $source"
  asked="$asked, $source"
  plan_column path "$work/wanted" | xargs -n 1 nix-store --option substituters "$caches" --realise >/dev/null 2>>"$work/fetch.log" || :
  plan_column path "$work/wanted" | xargs nix-store --check-validity --print-invalid >"$work/invalid" 2>"$work/store.log" || store_failed
  plan_awk 'FILENAME == ARGV[1] { invalid[$1]; next } !($path in invalid) { print $path }' "$work/invalid" "$work/wanted" >"$work/came"
  for list in "$1" "$work/wanted"; do
    plan_awk 'FILENAME == ARGV[1] { came[$1]; next } !($path in came)' "$work/came" "$list" >"$work/left"
    cp "$work/left" "$list"
  done
}
