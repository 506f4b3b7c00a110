# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# The folder that unfinished work lives in:
#
#   files/   downloads, whole or partial, under their store names; emptied once everything is in the store
#   roots/   garbage-collector roots of everything that setup put into the store
#   work/    scratch of the running setup, emptied by the next one
#   lock     held while a setup runs

cache_open() {
  cache=${DEBPKGS_CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/debpkgs}
  case $cache in
    /*) ;;
    *) cache=$(pwd)/$cache ;;
  esac
  files=$cache/files
  work=$cache/work
  cache_made=no
  [ -e "$cache" ] || cache_made=yes
  cache_guard
  mkdir -p "$files" "$cache/roots" 2>/dev/null ||
    die "$cache: cannot be created; set DEBPKGS_CACHE to a folder you may write to"
  : 2>/dev/null >>"$cache/lock" ||
    die "$cache/lock: cannot be written; set DEBPKGS_CACHE to a folder of your own with free space"

  # Somebody may have made them meanwhile.
  cache_guard

  # Downloads of a setup that was killed hold the lock, too: two writers never share a file.
  if command -v flock >/dev/null; then
    exec 9>>"$cache/lock"
    if ! flock -n 9; then
      say "another setup is at work in $cache; waiting for it"
      flock 9
    fi
  fi
  rm -rf "$work"
  mkdir "$work" 2>/dev/null || die "$work: cannot be created; is the disk full? free some space and run ./setup again"
  jobs='' watch=''
  trap 'cache_close' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# cache_guard: setup deletes in these folders, as root maybe, so nobody else may decide where they are.
cache_guard() {
  for place in "$cache" "$files" "$work" "$cache/roots" "$cache/lock"; do
    [ ! -L "$place" ] || die "$place: is a link; set DEBPKGS_CACHE to a real folder of your own"
    [ ! -e "$place" ] || [ "$(stat -c %u "$place")" = "$(id -u)" ] ||
      die "$place: belongs to $(stat -c %U "$place"), and this is $(id -un); set DEBPKGS_CACHE to a folder of your own"
  done
  [ -d "$cache" ] || return 0
  foreign=$(find "$cache" -mindepth 1 -maxdepth 1 ! -name files ! -name roots ! -name work ! -name lock ! -name lost+found | head -n 1)
  [ -z "$foreign" ] || die "$cache: holds ${foreign##*/}, which is not setup's; set DEBPKGS_CACHE to a folder that is new or empty"
}

cache_close() {
  # shellcheck disable=SC2086 # a list of process ids
  [ -z "$jobs" ] || kill $jobs $watch 2>/dev/null || :
  rm -rf "$work"
}

# cache_empty: everything is in the store. A setup that was killed between adding files and removing them leaves whole ones behind.
cache_empty() {
  find "$files" -mindepth 1 -exec rm -rf {} +
}

# cache_room BYTES: fails early where the downloads cannot fit: first they are in the cache, then in the store as well.
cache_room() {
  store_place=$(store_folder)
  if [ "$(disk_of "$files")" = "$(disk_of "$store_place")" ]; then
    disk_room "$cache" $(($1 * 2)) "free some or set DEBPKGS_CACHE to another disk"
  else
    disk_room "$cache" "$1" "free some or set DEBPKGS_CACHE to another disk"
    disk_room "$store_place" "$1" "free some, by nix-collect-garbage or otherwise"
  fi
}

# disk_room FOLDER BYTES REMEDY
disk_room() {
  free=$(($(df -Pk "$1" | awk 'NR == 2 { print $4 }') * 1024))
  [ "$free" -gt "$2" ] || die "$1: no space left on device: $(megabytes "$2") needed, $(megabytes "$free") free; $3"
}

disk_of() {
  df -Pk "$1" | awk 'NR == 2 { print $1, $6 }'
}

# cache_full_check LOG: turns the many ways in which programs report a full disk into one.
cache_full_check() {
  ! grep -q -e 'No space left on device' -e 'File too large' "$1" ||
    die "$cache: no space left on device; free some or set DEBPKGS_CACHE to another disk, then run ./setup again"
}
