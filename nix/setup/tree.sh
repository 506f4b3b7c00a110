# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# The seed: Nix cannot unpack a .deb by itself, so the program that does it in builders enters the store unpacked.

tree_unpack() {
  plan_missing tree >"$work/trees"
  while IFS=$tab read -r _ _ _ name path deb _; do
    tree_unpack_one "$name" "$path" "$(plan_awk -v deb="$deb" '$name == deb { print $path }' "$work/plan")"
  done <"$work/trees"
}

# tree_unpack_one NAME STORE_PATH DEB_STORE_PATH: NAME holds bin/busybox alone.
tree_unpack_one() {
  deb=$work/seed.deb
  nix store cat "$3" >"$deb" 2>"$work/store.log" || store_failed
  mkdir -p "$work/seed" "$work/$1/bin"
  if command -v dpkg-deb >/dev/null; then
    dpkg-deb -x "$deb" "$work/seed"
  elif command -v ar >/dev/null; then
    (cd "$work/seed" && ar x "$deb" && tar -xf data.tar.*)
  else
    die "$deb: neither dpkg-deb nor ar is there to unpack it; install dpkg or binutils and run ./setup again"
  fi
  for file in "$work/seed/bin/busybox" "$work/seed/usr/bin/busybox"; do
    [ ! -f "$file" ] || cp "$file" "$work/$1/bin/busybox"
  done
  chmod 555 "$work/$1/bin/busybox"
  added=$(nix-store --add-fixed --recursive sha256 "$work/$1" 2>"$work/store.log") || store_failed
  [ "$added" = "$2" ] || die "$1: unpacked to something else than the lock says; restore it: git checkout nix/debpkgs/lock"
}
