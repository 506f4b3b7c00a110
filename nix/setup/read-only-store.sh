# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# A store that nothing but Nix can write to, root's programs included. Nix makes itself a writable view of it, in a mount namespace of
# its own.

store_unit=/etc/systemd/system/nix-store.mount

store_is_read_only() {
  awk '$2 == "/nix/store" { options = $4 } END { exit !(("," options ",") ~ /,ro,/) }' /proc/mounts
}

# store_offer: to root alone, whose every program could write there.
store_offer() {
  [ "$(id -u)" -eq 0 ] && [ -z "${NIX_REMOTE:-}" ] && [ -d /nix/store ] && ! store_is_read_only || return 0
  say "root's programs can write to /nix/store; ./setup --read-only-store lets only Nix (undo: ./setup --uninstall)"
}

store_protect() {
  if ! can_be_root || [ ! -d /nix/store ]; then
    die "--read-only-store: needs root and a store at /nix/store; run it as root after ./setup"
  fi
  if store_is_read_only; then
    say "/nix/store is mounted read-only already"
    return
  fi
  record mount /nix/store
  if [ -d /run/systemd/system ]; then
    cat >"$work/nix-store.mount" <<'UNIT'
# Written by ./setup --read-only-store; undone by ./setup --uninstall.
[Unit]
Description=Nix store, read-only for all but Nix
DefaultDependencies=no
Conflicts=umount.target
After=local-fs-pre.target
Before=local-fs.target umount.target

[Mount]
What=/nix/store
Where=/nix/store
Type=none
Options=bind,ro

[Install]
WantedBy=local-fs.target
UNIT
    as_root install -m 644 "$work/nix-store.mount" "$store_unit"
    as_root systemctl daemon-reload
    as_root systemctl enable --quiet --now nix-store.mount || die "$store_unit: $(systemctl is-failed nix-store.mount); see: systemctl status nix-store.mount"
    # A daemon that runs already still has the old view.
    as_root systemctl try-restart nix-daemon.service || :
    say "/nix/store is read-only for all but Nix, from every start on by $store_unit (undo: ./setup --uninstall)"
  else
    # shellcheck disable=SC2016 # the inner shell's
    mount_log=$(as_root sh -c 'mount --bind /nix/store /nix/store && mount -o remount,bind,ro /nix/store' 2>&1) ||
      die "--read-only-store: $(printf '%s\n' "$mount_log" | head -n 1); mounting needs CAP_SYS_ADMIN, in a container: --privileged"
    say "/nix/store is read-only for all but Nix until the next start, since systemd does not run here (undo: ./setup --uninstall)"
  fi
}
