# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# All sources in one file. It is a plain tar of files named as in the store; what is in it is checked against the locks like anything else.

# bundle_open FILE_OR_FOLDER
bundle_open() {
  [ -e "$1" ] || die "$1: no such bundle; write one with: make bundle"
  case $1 in
    /*) from=$1 ;;
    *) from=$(pwd)/$1 ;;
  esac
  if [ -d "$from" ]; then
    DEBPKGS_DEBIAN_MIRROR=$from
    DEBPKGS_PYPI_INDEX=$from
    return
  fi
  [ -f "$from" ] || die "$1: is not a file; write a bundle with: make bundle"
  tar -tf "$from" >/dev/null 2>"$work/tar.log" ||
    die "$1: is not a whole bundle ($(head -n 1 "$work/tar.log")); write it again with: make bundle"
}

# bundle_copy LIST: the contents of the wanted names alone, into new files of setup's. Whatever else a tar can hold (links, devices,
# owners, modes, other paths) never reaches the disk, and no file is longer than the lock says or than any wheel.
bundle_copy() {
  while IFS=$tab read -r _ _ size name _; do
    rm -f "$files/$name"
    [ "$size" != - ] || size=$largest
    tar -xOf "$from" "./$name" "$name" 2>/dev/null | head -c $((size + 1)) >"$files/$name" 2>>"$work/fetch.log" || :
    [ -s "$files/$name" ] || {
      rm -f "$files/$name"
      printf 'error: %s: no such file in the bundle\n' "$name" >>"$work/fetch.log"
    }
  done <"$1"
}

# Python's locks name no sizes; pyproject2nix.fetch has the same limit.
largest=5000000000

bundle_write() {
  mkdir "$work/bundle-new"
  plan_awk '$kind != "tree" { print $name "\t" $path }' "$work/plan" | while IFS=$tab read -r name path; do
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
