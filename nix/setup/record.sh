# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# What setup changes on the machine besides Nix's configuration: lines `<kind> <value>` in the file debpkgs-changes in the configuration's
# folder. ./setup --uninstall reads them.

machine_directory() {
  printf '%s\n' "${NIX_CONF_DIR:-/etc/nix}"
}

user_directory() {
  printf '%s\n' "${XDG_CONFIG_HOME:-$HOME/.config}/nix"
}

# config_directory: where setup writes Nix's configuration.
config_directory() {
  if can_be_root; then machine_directory; else user_directory; fi
}

# as_owner COMMAND...: as the owner of config_directory.
as_owner() {
  if can_be_root; then as_root "$@"; else "$@"; fi
}

# record KIND VALUE
record() {
  changes=$(config_directory)/debpkgs-changes
  ! grep -qsxF "$1 $2" "$changes" || return 0
  # shellcheck disable=SC2016 # the inner shell's arguments
  as_owner sh -c 'mkdir -p "$(dirname "$1")" && printf "%s\n" "$2" >>"$1"' sh "$changes" "$1 $2" ||
    die "$changes: cannot be written; free some space or make its folder writable and run ./setup again"
}

# recorded DIRECTORY KIND: the values, the latest first.
recorded() {
  sed -n "s/^$2 //p" "$1/debpkgs-changes" 2>/dev/null | sort -ru
}
