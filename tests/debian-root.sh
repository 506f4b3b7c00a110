# shellcheck shell=bash
# What tests/fresh-machine and tests/booted-machine share: an empty Debian root, and how this machine reaches its registries.

# root_require PROGRAM: what making a root needs, named by the caller.
root_require() {
  [ "$(id -u)" -eq 0 ] || root_die "$1" "making a root needs root; run it with sudo"
  command -v mmdebstrap >/dev/null || root_die "$1" "mmdebstrap: not found; apt-get install mmdebstrap"
  root_checkout=$(git rev-parse --show-toplevel 2>/dev/null) || root_die "$1" "$PWD: not in a checkout; run it inside one"
}

# root_die PROGRAM TEXT
root_die() {
  echo "$1: $2" >&2
  exit 2
}

# root_is_there ROOT: an earlier run kept it.
root_is_there() {
  [ -e "$1/etc/debian_version" ]
}

# root_make ROOT SUITE PACKAGES: an empty Debian with further packages.
root_make() {
  local mirror
  # The first archive of this machine's apt, for another suite, too.
  # shellcheck disable=SC2016 # apt's placeholders
  mirror=$(apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian|//p' | head -n 1)
  [ -n "$mirror" ] || root_die "$(basename "$0")" "apt: no Debian archive in its lists; apt-get update"
  mkdir -p "$1"
  mmdebstrap --quiet --variant=apt --include="$3" "$2" "$1" "$mirror"
  # Of the same release: this machine's sources, so that security updates come from where it has them.
  # shellcheck disable=SC1091 # a file of every Debian
  if [ "$2" = "$(. /etc/os-release && echo "$VERSION_CODENAME")" ]; then
    rm -f "$1/etc/apt/sources.list"
    cp /etc/apt/sources.list "$1/etc/apt/" 2>/dev/null || true
    cp /etc/apt/sources.list.d/* "$1/etc/apt/sources.list.d/" 2>/dev/null || true
  fi
}

# root_settings ROOT: the settings of apt, pip, npm, Go and cargo, and the certificates that this machine has besides Debian's.
root_settings() {
  local path
  for path in /etc/hosts /etc/pip.conf /etc/resolv.conf /etc/apt/apt.conf.d/*proxy* \
    /root/.cargo/config.toml /root/.config/go /root/.config/pip /root/.npmrc; do
    [ -e "$path" ] || continue
    mkdir -p "$1$(dirname "$path")"
    rm -rf "${1:?}$path"
    cp -rL "$path" "$1$path"
  done
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    mkdir -p "$1/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/"
    env -u TMPDIR chroot "$1" update-ca-certificates >/dev/null 2>&1
  fi
}

# root_variables: sets the list `variables` to those of this environment that registries' clients read, NAME=VALUE.
root_variables() {
  local variable
  variables=()
  while IFS= read -r -d '' variable; do
    case ${variable%%=*} in
      PIP_FIND_LINKS) ;; # a folder of this machine
      PIP_* | *_PROXY | *_proxy | GOPROXY | GOFLAGS | NPM_* | npm_config_* | CARGO_* | SSL_CERT_* | REQUESTS_CA*) variables+=("$variable") ;;
    esac
  done < <(env -0)
}

# root_cache ROOT [CACHE]: Nix there may use the binary cache that the caller mounts on /cache.
root_cache() {
  [ -n "$2" ] || return 0
  mkdir -p "$1/cache" "$1/etc/xdg/nix"
  # Everybody's Nix reads this file, and the package nix-bin has none of that name.
  printf 'substituters = file:///cache\nrequire-sigs = false\n' >"$1/etc/xdg/nix/nix.conf"
}

# root_clone FOLDER: this checkout's last commit.
root_clone() {
  rm -rf "${1:?}"
  git clone --quiet --no-hardlinks "$root_checkout" "$1"
}

# root_mounts: run inside a mount namespace of its own, in the root's folder, which is mounted on itself. Nix' sandbox calls
# pivot_root, which refuses a root that was entered by chroot; so the caller enters it by pivot_root as well.
#
#   root_mounts [CACHE]    a binary cache's folder, for /cache
root_mounts() {
  local name
  [ -z "$1" ] || mount --bind -o ro "$1" cache
  mkdir -p dev proc sys run old
  mount -t tmpfs -o mode=755 dev dev
  for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
  done
  mkdir -p dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,gid=5,mode=620 devpts dev/pts
  ln -sf pts/ptmx dev/ptmx
  mount -t tmpfs shm dev/shm
  ln -sf /proc/self/fd dev/fd
  ln -sf fd/0 dev/stdin
  ln -sf fd/1 dev/stdout
  ln -sf fd/2 dev/stderr
  mount -t proc proc proc
}
