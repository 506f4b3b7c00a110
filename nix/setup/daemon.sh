# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# A store for a user who is not root, made through sudo: Nix's daemon, or /nix as the user's own.

daemon_socket=/nix/var/nix/daemon-socket

daemon_by_sudo() {
  if [ -d /run/systemd/system ] && command -v apt-get >/dev/null; then
    if ! apt_installed | grep -qx nix-setup-systemd; then
      say "installing Debian's package nix-setup-systemd, so that Nix's daemon builds for you"
      grep -q '^nixbld:' /etc/group || record group nixbld
      grep -q '^nix-users:' /etc/group || record group nix-users
      apt_install nix-setup-systemd
    fi
    daemon_admit
    # The package may have started the service itself; then the socket is there and its unit refuses to start.
    as_root systemctl start nix-daemon.socket 2>/dev/null || as_root systemctl start nix-daemon.service || :
  elif [ ! -e /nix ]; then
    say "making /nix yours (undo: ./setup --uninstall)"
    as_root install -d -m 755 -o "$(id -u)" -g "$(id -g)" /nix
  elif command -v nix-daemon >/dev/null; then
    say "starting nix-daemon, since systemd does not (undo: ./setup --uninstall)"
    record daemon nix-daemon
    as_root sh -c 'setsid nix-daemon >/dev/null 2>&1 9>&- &'
    sleep 2
  fi
}

# daemon_admit: Debian lets only members of nix-users reach the daemon. Being added to a group counts from the next login on; until then
# an access control list admits this user, so that the running setup and the session around it can go on.
daemon_admit() {
  user=$(id -un)
  if grep -q '^nix-users:' /etc/group && ! id -Gn "$user" | grep -qw nix-users; then
    as_root usermod --append --groups nix-users "$user" && record member "nix-users $user"
    say "added $user to the group nix-users, whose members may use Nix's daemon (undo: ./setup --uninstall)"
  fi
  [ -d "$daemon_socket" ] && [ ! -x "$daemon_socket" ] || return 0
  printf 'a+ %s - - - - user:%s:--x\n' "$daemon_socket" "$user" >"$work/admit.conf"
  as_root systemd-tmpfiles --create - <"$work/admit.conf" 2>/dev/null || :
  [ -x "$daemon_socket" ] ||
    die "nix: $daemon_socket may be entered only by members of nix-users; you are one from your next login on: log in again and run the command again"
}
