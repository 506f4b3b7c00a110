# shellcheck shell=bash
# `use flake` for .envrc, as direnv has it but from a cache: Nix takes longer to answer than a person waits for a prompt.
. shells/support/newer.sh

# use_flake [SHELL]: the environment of `nix develop .#SHELL`; without an argument that of `nix develop`.
#
# .direnv keeps it, from a garbage collection too. It is made anew once a Nix file, a JSON file, flake.lock or .envrc is newer.
use_flake() {
  local -r shell=${1:-default}
  local -r cache=$(direnv_layout_dir)/$shell
  local flake=. newer=

  watch_file flake.nix flake.lock shells/*.nix
  [ ! -e "$cache.sh" ] || [ ! -e "$cache-profile" ] ||
    newer=$(shell_newer "$cache.sh")
  if [ ! -e "$cache.sh" ] || [ ! -e "$cache-profile" ] || [ -n "$newer" ]; then
    if ! mkdir -p "${cache%/*}" 2>/dev/null || [ ! -w "${cache%/*}" ]; then
      log_error "${cache%/*}: cannot be written, so there is no environment; use: nix develop .#$shell"
      return 1
    fi
    # Nix 2.8 makes a URL of this folder's name, and no valid one if there is a space in it.
    [[ $PWD != *' '* ]] || flake=path:.
    if nix --extra-experimental-features 'nix-command flakes' \
      print-dev-env --profile "$cache-profile" "$flake#$shell" >"$cache.new"; then
      mv "$cache.new" "$cache.sh"
    elif [ -e "$cache.sh" ]; then
      log_error "$newer: no new environment; this is the one from before it. Correct it and run: direnv reload"
    else
      return 1
    fi
  fi

  # What Nix writes also makes a folder for builds, and moves TMPDIR there.
  local -r _own_tmpdir=${TMPDIR-}
  # shellcheck source=/dev/null
  . "$cache.sh"
  rmdir "$NIX_BUILD_TOP"
  unset NIX_BUILD_TOP TMP TEMP TEMPDIR TMPDIR
  [ -z "$_own_tmpdir" ] || export TMPDIR=$_own_tmpdir
}
