#!/bin/sh
# run.sh FLAKE#APP: `nix run`, for programs that start containers.
#
# Without root Nix keeps its store below the home folder and enters it by chroot. There the kernel allows no further user namespace, and so
# no container. This enters the store by pivot_root instead.
set -eu

store=${XDG_DATA_HOME:-$HOME/.local/share}/nix/root
if [ "$(id -u)" -eq 0 ] || [ -e /nix/store ] || [ ! -d "$store/nix/store" ]; then
  exec nix run "$1"
fi

app="${1%%#*}#apps.$(uname -m)-linux.${1#*#}.program"
# Its derivation, which a string in Nix knows, and its path.
# shellcheck disable=SC2016 # Nix' own variables
both='program: "${builtins.head (builtins.attrNames (builtins.getContext program))} ${program}"'
derivation=$(nix eval --raw "$app" --apply "$both")
program=${derivation#* }
nix-store --realise "${derivation%% *}" >/dev/null
root=$(mktemp -d)
trap 'rmdir "$root"' EXIT

# As root of a user namespace: ROOT STORE UID GID PROGRAM
# shellcheck disable=SC2016 # the inner shell's variables
enter='
  set -eu
  here=$PWD
  mount -t tmpfs -o mode=755 root "$1"
  cd "$1"
  for entry in /* /.[!.]*; do
    name=${entry#/}
    if [ -L "$entry" ]; then
      cp -P "$entry" "$name"
    elif [ -d "$entry" ]; then
      mkdir "$name"
      mount --rbind "$entry" "$name"
    elif [ -f "$entry" ]; then
      : >"$name"
      mount --bind "$entry" "$name"
    fi
  done
  host=.host-$$
  mkdir -p nix "$host"
  mount --rbind "$2/nix" nix
  pivot_root . "$host"
  umount -l "/$host"
  rmdir "/$host"
  cd "$here"
  exec unshare --user --map-user="$3" --map-group="$4" "$5"
'
PATH=$PATH:/usr/sbin:/sbin
unshare --user --map-root-user --mount sh -c "$enter" run.sh "$root" "$store" "$(id -u)" "$(id -g)" "$program"
