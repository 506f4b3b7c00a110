# shellcheck shell=bash
# Writes a signed binary cache into a folder that any web server can serve; docs/cache.md says how to use it.
#
#   cache DIR [INSTALLABLE…]    default: every package and shell of the flake
fail() {
  echo "cache: $1" >&2
  exit "${2-1}"
}

# may_write_into DIR: a folder that is new, empty or a cache already. What else is in a folder might be anything, and would be served.
may_write_into() {
  case $1 in
    / | /nix/store | /nix/store/*) fail "$1: not a folder for a cache; name a new one" 2 ;;
  esac
  [ -e "$1" ] || return 0
  [ -d "$1" ] || fail "$1: not a folder; name a new one" 2
  local -a there=()
  mapfile -d '' -t there < <(find "$1" -mindepth 1 -maxdepth 1 -print0)
  [ "${#there[@]}" -gt 0 ] || return 0
  if [ -L "$1/nix-cache-info" ] || ! grep -qsx 'StoreDir: /nix/store' "$1/nix-cache-info"; then
    fail "$1: has other files than a cache's (${there[0]##*/}); name a new or an empty folder" 2
  fi
  local path
  for path in "${there[@]}"; do
    # Nix would write where a link leads to.
    [ ! -L "$path" ] || fail "$path: a link, and a cache has none; remove it, or name a new folder" 2
  done
}

# refuse_unsandboxed PATH…: what `./setup --no-sandbox` built, which it marks.
refuse_unsandboxed() {
  local unsandboxed
  unsandboxed=$(sh "$CACHE_UNSANDBOXED" "$@")
  [ -z "$unsandboxed" ] ||
    fail "${unsandboxed%%$'\n'*}: built without the sandbox; ./setup --sandbox, remove it (nix-store --delete) and build it again"
}
[ -n "${1-}" ] || fail "say where to: make cache DIR=/srv/cache" 2
dir=$(realpath -m -- "$1")
shift
key=${DEBPKGS_CACHE_KEY:-${XDG_CONFIG_HOME:-$HOME/.config}/debpkgs/cache.key}
key=$(realpath -m -- "$key")

# They become part of a URL.
for path in "$dir" "$key"; do
  case $path in
    *[!A-Za-z0-9._/+-]*) fail "$path: Nix takes letters, digits and ._+- alone in the path of a cache and its key" ;;
  esac
done
case $key in
  "$dir"/*) fail "$key: the secret key would be served; keep it outside $dir" ;;
esac
may_write_into "$dir"
if [ ! -e "$key" ]; then
  (
    umask 077
    mkdir -p -- "$(dirname -- "$key")"
    nix key generate-secret --key-name "$(uname -n)-1" >"$key.new"
    mv -- "$key.new" "$key"
  )
  echo "cache: made a secret key, $key"
fi
mode=$(stat -Lc %a -- "$key")
(((8#$mode & 8#077) == 0)) || fail "$key: others may read it (mode $mode); chmod 600 it, or make another"
public=$(nix key convert-secret-to-public <"$key") || fail "$key: no secret key; nix key generate-secret makes one"

if [ $# -eq 0 ]; then
  [ -f flake.nix ] || fail "no flake.nix in $PWD; run it at the top of a checkout"
  read -ra names <<<"$CACHE_OUTPUTS"
  set -- "${names[@]/#/${CACHE_FLAKE:-.}#}"
fi
drvs=()
for installable; do
  drv=$(nix eval --option eval-cache false --raw "$installable.drvPath")
  drvs+=("$drv")
done
# Every output of each: what is built on the other machine needs headers, too.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nix-store --realise --add-root "$work/root" "${drvs[@]}" >/dev/null
mapfile -t outputs < <(readlink -f "$work"/root*)
refuse_unsandboxed "${outputs[@]}"
# Modes of what is written now: a web server is another user. What was there before keeps its own.
umask 022
mkdir -p -- "$dir"
nix copy --to "file://$dir?compression=zstd&parallel-compression=true&secret-key=$key" "${outputs[@]}"

paths=$(find "$dir" -maxdepth 1 -name '*.narinfo' | wc -l)
size=$(du -sh -- "$dir" | cut -f1)
[ -n "$(find "$dir" -maxdepth 0 -perm -005)" ] ||
  echo "cache: $dir: other users may not enter it, so a web server cannot; chmod a+rx it if it can be public"
cat <<EOF
cache: $dir: $paths paths, $size. Served as http://HOST/, it is for a machine with these lines in its nix.conf:

    extra-substituters = http://HOST/
    extra-trusted-public-keys = $public
EOF
