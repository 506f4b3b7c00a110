# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# Nix: found, or installed from the distribution; and a store that this user can write to.

nix_find() {
  # Where the official installer puts it, in case the shell has not been told.
  PATH=$PATH:/nix/var/nix/profiles/default/bin:${HOME:-/root}/.nix-profile/bin
  export PATH
  command -v nix >/dev/null || nix_install
  nix_version=$(nix --version | sed 's/.* //')
  nix_at_least 2 8 ||
    die "nix: version $nix_version at $(command -v nix) is too old, 2.8 is needed; install a newer one: https://nixos.org/download"
}

# nix_at_least MAJOR MINOR
nix_at_least() {
  minor=${nix_version#*.}
  minor=${minor%%[!0-9]*}
  [ "${nix_version%%.*}" -gt "$1" ] || { [ "${nix_version%%.*}" -eq "$1" ] && [ "$minor" -ge "$2" ]; }
}

nix_install() {
  command -v apt-get >/dev/null ||
    die "nix: not found, and there is no apt to install it with; see https://nixos.org/download and run ./setup again"
  can_be_root ||
    die "nix: not found, and installing it needs root; ask for the package nix-bin, or see https://nixos.org/download"
  say "installing Debian's package nix-bin (undo: ./setup --uninstall)"
  apt_install nix-bin
}

# nix_place: Nix does not open every checkout by its plain name: 2.8 makes a URL of the folder's, and with a space in it that is no
# valid one; and Git, which it asks, reads no checkout of another user. Setup itself gets by.
nix_place() {
  [ -e "$root/flake.nix" ] || return 0
  place=''
  case $root in
    *' '*) place="below a folder with a space in its name" ;;
  esac
  [ ! -e "$root/.git" ] || git -C "$root" rev-parse 2>/dev/null || place="of another user (Git's setting for that: safe.directory)"
  [ -n "$place" ] || return 0
  nix flake metadata "$root" >/dev/null 2>&1 || {
    say "Nix $nix_version opens no flake $place:"
    say "     write path:. in place of . (nix develop path:.#cuda), as make does, or move the checkout"
  }
}

# Setup's own calls depend on nobody's configuration files. No substituter has what they build.
nix_use_settings() {
  NIX_CONFIG=$(
    sandbox_settings
    printf 'substituters =\n'
    nix_machine_settings
    # Its builds need no /bin/sh, and a configured one that is missing would stop them.
    shell_effective >/dev/null || printf 'sandbox-paths =\n'
    printf '%s\n' "${NIX_CONFIG:-}"
  )
  # A default that names a shell which is not there fails every build; what setup builds needs none.
  shell_effective >/dev/null || NIX_CONFIG="$NIX_CONFIG
sandbox-paths ="
  export NIX_CONFIG
  case $(uname -m) in
    x86_64 | amd64) system=x86_64-linux ;;
    aarch64 | arm64) system=aarch64-linux ;;
    *) die "$(uname -m): this architecture is not supported; use x86_64 or aarch64" ;;
  esac
}

# Settings that are needed on some machines only.
nix_machine_settings() {
  # Root's builds run as users of the group nixbld. nix-bin alone does not make it; without it they run as root in the sandbox.
  if [ "$(id -u)" -eq 0 ] && ! nix_has_build_users; then
    printf 'build-users-group =\n'
  fi
}

nix_has_build_users() {
  grep -q '^nixbld:' /etc/group
}

# nix_raw_setting NAME: as Nix sees it without the environment.
nix_raw_setting() {
  nix_raw_settings | sed -n "s/^$1 = //p"
}

nix_raw_settings() {
  env -u NIX_CONFIG nix --extra-experimental-features nix-command show-config 2>/dev/null ||
    env -u NIX_CONFIG nix --extra-experimental-features nix-command config show 2>/dev/null || :
}

# nix_error LOG: what Nix says is wrong. Newer versions begin with an empty `error:` and what they were at; the message comes last.
nix_error() { sed -n 's/^ *error: *\([^ ]\)/\1/p' "$1" | tail -n 1; }

nix_store_opens() {
  nix store ping >"$work/ping.log" 2>&1 && nix-store --init >>"$work/ping.log" 2>&1
}

# home_store: where newer versions of Nix keep the store of a user who has no other.
home_store() { printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/nix/root"; }

# A store that this user can write to: its own, a daemon's, or where Nix can do that, one below the home folder.
nix_open_store() {
  nix_new_stores=''
  for store in /nix "$(home_store)"; do
    [ -n "${NIX_REMOTE:-}" ] || [ -e "$store" ] || nix_new_stores="$nix_new_stores $store"
  done
  # Nix 2.10 and newer would make the store below the home folder, and enter it by chroot, where the kernel starts no container.
  if [ "$nix_new_stores" = " /nix $(home_store)" ] || ! nix_store_opens; then
    if [ "$(id -u)" -ne 0 ] && can_be_root; then
      daemon_by_sudo
    fi
    nix_store_opens || nix_store_closed
  fi
  for store in $nix_new_stores; do
    [ ! -e "$store" ] || record store "$store"
  done
}

nix_store_closed() {
  reason=$(nix_error "$work/ping.log")
  if [ "$(id -u)" -ne 0 ]; then
    [ ! -e /nix/store ] || reason="/nix/store belongs to $(stat -c %U /nix/store) and no nix-daemon answers${reason:+ ($reason)}"
    die "nix: ${reason:-the store cannot be opened}; ask root for the package nix-setup-systemd, or use Nix 2.10 or newer with user namespaces"
  fi
  die "nix: ${reason:-the store cannot be opened}; repair /nix and run ./setup again"
}
