# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# Nix's configuration: nix/nix.conf, installed where plain `nix build` reads it too, and only where something is missing.

# config_lacking: names of the settings whose effective value is another one than nix/nix.conf's.
config_lacking() {
  nix_raw_settings >"$work/effective"
  sandbox_settings >"$work/settings"
  # Without the feature switched on by itself, the plain command fails.
  env -u NIX_CONFIG nix show-config >/dev/null 2>&1 || env -u NIX_CONFIG nix config show >/dev/null 2>&1 ||
    printf 'experimental-features\n'
  awk -F ' *= *' '
    /^#/ || NF < 2 { next }
    FILENAME == ARGV[1] { effective[$1] = $2; next }
    $1 == "extra-experimental-features" {
      count = split($2, wanted, " ")
      for (i = 1; i <= count; i++)
        if (index(" " effective["experimental-features"] " ", " " wanted[i] " ") == 0) print "experimental-features"
      next
    }
    # Shorter waits are as good; Nix shortens them by itself where there is no network at all. Zero seconds means for ever.
    $1 == "connect-timeout" && effective[$1] + 0 > 0 && effective[$1] <= $2 + 0 { next }
    $1 == "download-attempts" && effective[$1] <= $2 + 0 { next }
    $1 == "max-jobs" { next }
    effective[$1] != $2 { print $1 }
  ' "$work/effective" "$work/settings"
  config_lacks_build_users
  config_says_jobs debpkgs.conf || config_says_jobs nix.conf || printf 'max-jobs\n'
  shell_effective >/dev/null || printf 'sandbox-paths\n'
}

# Root without build users has to say so; a line of setup's that says so goes away once there are some.
config_lacks_build_users() {
  if [ -n "$(nix_machine_settings)" ]; then
    grep -qx 'build-users-group =[[:space:]]*' "$work/effective" || printf 'build-users-group\n'
  elif nix_has_build_users && grep -qsx 'build-users-group =' "$(machine_directory)/debpkgs.conf"; then
    printf 'build-users-group\n'
  fi
}

# config_says_jobs FILE: the machine's or the user's file of that name has a line for max-jobs. Nix shows `auto` as a number.
config_says_jobs() {
  grep -Eqs '^[[:space:]]*(build-)?max-jobs[[:space:]]*=' "${NIX_CONF_DIR:-/etc/nix}/$1" "${XDG_CONFIG_HOME:-$HOME/.config}/nix/$1"
}

config_install() {
  lacking=$(config_lacking | sort -u | tr '\n' ' ')
  [ -n "$lacking" ] || return 0
  config_note=''
  directory=$(config_directory)
  mkdir "$work/config"
  shell_busybox "$work/config/debpkgs-sh"
  [ "$sandbox" = yes ] || sandbox_hook "$work/config/debpkgs-unsandboxed"
  config_render >"$work/debpkgs.conf"
  mv "$work/debpkgs.conf" "$work/config/debpkgs.conf"
  config_place || die "$directory/nix.conf: cannot be written; add nix/nix.conf's lines to it by hand, or use ./setup --no-config"
  say "Nix: set ${lacking% } in $directory/debpkgs.conf, included by nix.conf"
  say "     (undo: ./setup --uninstall, or remove that file and the line '!include debpkgs.conf')"
  [ -z "$config_note" ] || say "Nix: $config_note"
  config_say_build_users
  store_offer
  config_restart_daemon
  left=$(config_lacking | sort -u | tr '\n' ' ')
  [ -z "$left" ] ||
    say "Nix: ${left% } still differs; another configuration (NIX_CONFIG, ~/.config/nix/nix.conf) overrides it"
}

config_say_build_users() {
  case $lacking in
    *build-users-group*) ;;
    *) return 0 ;;
  esac
  if [ -n "$(nix_machine_settings)" ]; then
    say "Nix: 'build-users-group =' is among it: this machine has no group nixbld, so what root builds runs as root in its sandbox"
    say "     (undo: install nix-setup-systemd, which makes the group, and run ./setup again, which removes the line)"
  else
    say "Nix: 'build-users-group =' is no longer among it: builds run as users of the group nixbld"
  fi
}

config_render() {
  printf '# Written by %s/setup from nix/nix.conf, which says more.\n\n' "$root"
  if config_says_jobs nix.conf; then
    sandbox_settings | awk -v RS= -v ORS='\n\n' '!/(^|\n)max-jobs/'
  else
    sandbox_settings
  fi
  printf '\n# This machine:\n'
  nix_machine_settings
  case $(shell_effective || :) in
    '' | "$directory/debpkgs-sh") printf 'sandbox-paths = /bin/sh=%s/debpkgs-sh\n' "$directory" ;;
  esac
  config_substituters
  config_registry
}

# config_kept NAME: what an earlier run found, with its reason, stands until somebody removes it.
config_kept() {
  grep -s -B 1 "^$1 =" "$directory/debpkgs.conf"
}

# Where none of the configured caches answers within three seconds, they are switched off.
config_substituters() {
  ! config_kept substituters || return 0
  caches=$(nix_raw_setting substituters)
  [ -n "$caches" ] || return 0
  for cache_url in $caches; do
    # A cache folder of its own: an answer from last week does not count.
    ! XDG_CACHE_HOME=$work/probe timeout 4 nix store ping --store "$cache_url" >/dev/null 2>&1 || return 0
  done
  printf '# No answer from: %s\nsubstituters =\n' "$caches"
  config_note="no answer from $caches, so builds will not ask it (undo: remove 'substituters =')"
}

# Nix asks the global flake registry first, and fails where it does not answer even if one's own registry has the name.
config_registry() {
  ! config_kept flake-registry || return 0
  case $(nix_raw_setting flake-registry) in
    '' | /*) return 0 ;;
  esac
  ! XDG_CACHE_HOME=$work/probe timeout 4 nix registry list >/dev/null 2>&1 || return 0
  printf '# The global flake registry did not answer; only registries of this machine are read.\nflake-registry = %s/registry.json\n' "$directory"
  config_note="${config_note:+$config_note; }no answer from the flake registry, so Nix reads only this machine's (undo: remove 'flake-registry =')"
}

# config_place: each file whole; the one that names the others last.
config_place() {
  # shellcheck disable=SC2016 # the inner shell's arguments
  as_owner sh -c '
    set -e
    mkdir -p "$2"
    rm -f "$2/debpkgs-unsandboxed" "$2/debpkgs-unsandboxed.key"
    for file in debpkgs-sh debpkgs-unsandboxed debpkgs-unsandboxed.key debpkgs.conf; do
      [ -e "$1/$file" ] || continue
      mode=755
      case $file in
        *.*) mode=644 ;;
      esac
      cp "$1/$file" "$2/$file.new"
      chmod "$mode" "$2/$file.new"
      mv "$2/$file.new" "$2/$file"
    done
    grep -qsx "!include debpkgs.conf" "$2/nix.conf" || printf "\n!include debpkgs.conf\n" >>"$2/nix.conf"
  ' sh "$work/config" "$directory"
}

# A daemon reads its configuration once. One that systemd does not run is started again by hand.
config_restart_daemon() {
  [ -S /nix/var/nix/daemon-socket/socket ] && can_be_root || return 0
  if [ -d /run/systemd/system ]; then
    as_root systemctl try-restart nix-daemon.service || :
    return 0
  fi
  daemon=$(pidof nix-daemon 2>/dev/null || :)
  [ -n "$daemon" ] || return 0
  # shellcheck disable=SC2086 # a list of process ids
  as_root kill $daemon
  as_root sh -c 'setsid nix-daemon >/dev/null 2>&1 9>&- &'
  sleep 1
}
