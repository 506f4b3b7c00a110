# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# All sources in one file. It is a plain tar of files named as in the store; what is in it is checked against the locks like anything else.

bundle_open() {
  [ -e "$1" ] || die "$1: no such bundle; write one with: make bundle"
  if [ -d "$1" ]; then
    DEBPKGS_DEBIAN_MIRROR=$1
  else
    DEBPKGS_DEBIAN_MIRROR=$work/bundle
    mkdir "$DEBPKGS_DEBIAN_MIRROR"
    say "unpacking $1"
    tar -xf "$1" -C "$DEBPKGS_DEBIAN_MIRROR" 2>"$work/tar.log" || {
      cache_full_check "$work/tar.log"
      die "$1: is not a whole bundle ($(head -n 1 "$work/tar.log")); write it again with: make bundle"
    }
  fi
  DEBPKGS_PYPI_INDEX=$DEBPKGS_DEBIAN_MIRROR
}

bundle_write() {
  mkdir "$work/bundle-new"
  awk -F '\t' '$1 != "tree" { print $4 "\t" $5 }' "$work/plan" | while IFS=$tab read -r name path; do
    # In a store below the home folder the path is not where it says; Nix knows.
    ln "$path" "$work/bundle-new/$name" 2>/dev/null || nix store cat "$path" >"$work/bundle-new/$name" ||
      die "$1: no space left for it or $path unreadable; free some space and run make bundle again"
  done
  tar -cf "$1.tmp" --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner --mode=0644 -C "$work/bundle-new" . 2>"$work/tar.log" || {
    rm -f "$1.tmp"
    die "$1: $(head -n 1 "$work/tar.log"); free some space and run make bundle again"
  }
  mv "$1.tmp" "$1"
  say "$1: $(megabytes "$(wc -c <"$1")"); on the other machine: ./setup --from $(basename "$1")"
}
