# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# The sandbox: whether it can be had here, looked at before anything is downloaded; and going on without it, on request.

# sandbox_probe: makes the namespaces that Nix makes for a build, as this user, or as root where a daemon of root's would build.
sandbox_probe() {
  [ "$sandbox" = yes ] && command -v unshare >/dev/null || return 0
  ! sandbox_namespaces env || return 0
  if [ "$(id -u)" -ne 0 ]; then
    # A daemon builds here already.
    [ ! -d "$daemon_socket" ] || return 0
    ! can_be_root || ! sandbox_namespaces as_root || return 0
  fi
  reason=$(printf '%s\n' "${reason:-refused}" | sed -n 's/^unshare: //; 1p')
  without="or build without it: ./setup --no-sandbox (docs/setup.md)"
  if [ "$(id -u)" -eq 0 ] || sandbox_contained; then
    die "sandbox: this container may not make namespaces, which confine builds ($reason); docker, podman: run --privileged; GitLab's runner: privileged = true below [runners.docker]; GitHub: options: --privileged below container:; $without"
  fi
  die "sandbox: users may not make namespaces here, which confine builds ($reason); as root: sysctl -e -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0; $without"
}

# sandbox_namespaces COMMAND: as Nix does it, with a user namespace where one can be made.
sandbox_namespaces() {
  users=''
  ! "$1" unshare --user --map-root-user true 2>/dev/null || users='--user --map-root-user'
  # shellcheck disable=SC2086 # none or two words
  reason=$("$1" unshare $users --mount --uts --ipc --net --pid --fork --mount-proc true 2>&1)
}

sandbox_contained() {
  [ -e /.dockerenv ] || [ -e /run/.containerenv ] || [ -e /run/systemd/container ]
}

sandbox_mark='# ./setup --no-sandbox'

# sandbox_choose: as the command line says, else as the configuration does.
sandbox_choose() {
  for sandbox_directory in "$(machine_directory)" "$(user_directory)"; do
    ! grep -qsx "$sandbox_mark" "$sandbox_directory/debpkgs.conf" || {
      sandbox=${sandbox:-no}
      return
    }
  done
  sandbox=${sandbox:-yes}
  [ "$sandbox" = yes ] || sandbox_directory=$(config_directory)
}

# sandbox_settings: nix/nix.conf. Without the sandbox a hook marks each output, by the signature of a key that nobody trusts: it follows
# the output into other stores, and is collected with it.
sandbox_settings() {
  if [ "$sandbox" = yes ]; then
    cat "$root/nix/nix.conf"
  else
    sed 's/^sandbox = true$/sandbox = false/' "$root/nix/nix.conf"
    printf '\n# Marks what is built so; nix/setup/unsandboxed.sh lists it.\n%s\npost-build-hook = %s/debpkgs-unsandboxed\n' \
      "$sandbox_mark" "$sandbox_directory"
  fi
}

# sandbox_hook FILE: the hook, and FILE.key.
sandbox_hook() {
  nix key generate-secret --key-name built-without-sandbox-1 >"$1.key"
  cat >"$1" <<HOOK
#!/bin/sh
# Written by ./setup --no-sandbox: Nix runs it after each build. The key is no secret: nobody is to trust what it signs.
set -eu
# Nix 2.8 leaves OUT_PATHS empty.
paths=\${OUT_PATHS:-\$($(command -v nix-store) --query --outputs "\$DRV_PATH")}
: "\${paths:?no outputs of \$DRV_PATH}"
# shellcheck disable=SC2086 # store paths
exec $(command -v nix) --extra-experimental-features nix-command store sign --key-file "$sandbox_directory/debpkgs-unsandboxed.key" \$paths
HOOK
}

# sandbox_say: what is given up.
sandbox_say() {
  [ "$sandbox" = no ] || return 0
  hook=$(nix_raw_setting post-build-hook)
  case $hook in
    '' | */debpkgs-unsandboxed) ;;
    *) die "--no-sandbox: the setting post-build-hook, $hook, would be replaced by one that marks builds; remove it from nix.conf first" ;;
  esac
  say "builds run without the sandbox (./setup --sandbox switches it on again): they see this machine's files and the network, so"
  say "     the same sources need not give the same bytes; what is built so is marked, and make cache refuses it: docs/setup.md"
}
