# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# ./setup --uninstall: removes setup's files, and undoes what debpkgs-changes lists.

uninstall() {
  undone=no
  machine=$(machine_directory)
  own=$(user_directory)
  if uninstall_has "$machine"; then
    can_be_root || die "$machine: what setup changed on this machine needs root to undo; run ./setup --uninstall as root or with sudo"
    uninstall_mount
    uninstall_look_at_store "$machine"
    uninstall_config "$machine" as_root
    uninstall_daemon
    uninstall_packages
    uninstall_groups
    uninstall_stores "$machine" as_root
    as_root rm -f "$machine/debpkgs-changes"
    as_root rmdir "$machine" 2>/dev/null || :
  fi
  if uninstall_has "$own"; then
    uninstall_look_at_store "$own"
    uninstall_config "$own" env
    uninstall_stores "$own" env
    rm -f "$own/debpkgs-changes"
    rmdir "$own" 2>/dev/null || :
  fi
  uninstall_cache
  [ "$undone" = yes ] || say "nothing of setup's is left here"
}

# uninstall_has DIRECTORY: something of setup's.
uninstall_has() {
  [ -e "$1/debpkgs-changes" ] || [ -e "$1/debpkgs.conf" ] || [ -e "$1/debpkgs-sh" ]
}

undid() {
  undone=yes
  say "$*"
}

uninstall_mount() {
  [ -n "$(recorded "$machine" mount)" ] || return 0
  if [ -e "$store_unit" ]; then
    as_root systemctl disable --quiet nix-store.mount || :
    as_root rm -f "$store_unit"
    as_root systemctl daemon-reload || :
  fi
  if store_is_read_only; then
    as_root umount /nix/store || as_root umount --lazy /nix/store || die "/nix/store: cannot be unmounted; end what uses it and run it again"
  fi
  undid "/nix/store is writable for root again"
}

# uninstall_look_at_store DIRECTORY: while Nix is there, what else needs a store that setup made; sets $needed.
uninstall_look_at_store() {
  needed=''
  command -v nix-store >/dev/null || return 0
  for store in $(recorded "$1" store); do
    remote="local?root=$store"
    [ "$store" != /nix ] || remote=''
    needed=$needed$(NIX_REMOTE=$remote nix-store --gc --print-roots 2>/dev/null | sed -n 's/ -> .*//p' | while read -r link; do
      case $link in
        "$cache"/* | "$root"/* | '{'* | /proc/*) ;;
        *) printf '%s\n' "$link" ;;
      esac
    done)
  done
}

# uninstall_config DIRECTORY COMMAND...: setup's files, and its line in nix.conf with the empty line before it.
uninstall_config() {
  # shellcheck disable=SC2016 # the inner shell's and awk's
  [ ! -e "$1/debpkgs.conf" ] || undid "removing $1/debpkgs.conf, and its line in $1/nix.conf"
  # shellcheck disable=SC2016 # the inner shell's and awk's
  "$2" sh -c '
    set -e
    rm -f "$1/debpkgs.conf" "$1/debpkgs-sh" "$1/debpkgs-unsandboxed" "$1/debpkgs-unsandboxed.key"
    grep -qsx "!include debpkgs.conf" "$1/nix.conf" || exit 0
    cp -p "$1/nix.conf" "$1/nix.conf.new"
    awk "
      /^\$/ { empty++; next }
      \$0 == \"!include debpkgs.conf\" { if (empty) empty--; next }
      { for (; empty; empty--) print \"\"; print }
      END { for (; empty > 0; empty--) print \"\" }
    " "$1/nix.conf" >"$1/nix.conf.new"
    mv "$1/nix.conf.new" "$1/nix.conf"
    [ -s "$1/nix.conf" ] || rm "$1/nix.conf"
  ' sh "$1" || die "$1/nix.conf: cannot be written; make it writable and run ./setup --uninstall again"
}

uninstall_daemon() {
  recorded "$machine" member | while read -r group user; do
    as_root gpasswd --delete "$user" "$group" >/dev/null 2>&1 || :
    say "$user is no longer a member of $group"
  done
  [ -n "$(recorded "$machine" daemon)" ] || return 0
  # shellcheck disable=SC2046 # a list of process ids
  as_root kill $(pidof nix-daemon) 2>/dev/null || :
  undid "ended nix-daemon"
}

# dpkg removes no package that another one needs; apt would remove the other one, too.
uninstall_packages() {
  packages=$(recorded "$machine" package | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  undid "removing the Debian packages that setup installed: ${packages% }"
  # shellcheck disable=SC2086 # a list of packages
  as_root dpkg --purge $packages >/dev/null 2>&1 || :
  kept=$(for package in $packages; do apt_installed | grep -x "$package" || :; done)
  [ -z "$kept" ] || say "other packages need, so they stay: $(printf '%s' "$kept" | tr '\n' ' ')"
}

# Debian's package leaves its groups, and their users, behind.
uninstall_groups() {
  for group in $(recorded "$machine" group); do
    cut -d : -f 1 /etc/passwd | grep -x "${group}[0-9]*" | while read -r user; do
      as_root userdel "$user" 2>/dev/null || :
    done
    as_root groupdel "$group" 2>/dev/null || :
    undid "removed the group $group and its users"
  done
}

# uninstall_stores DIRECTORY COMMAND: a store that setup made, unless something else needs it.
uninstall_stores() {
  for store in $(recorded "$1" store); do
    [ -e "$store" ] || continue
    if [ -n "$needed" ]; then
      undid "$store stays, since $(printf '%s\n' "$needed" | wc -l) other links need it, such as $(printf '%s\n' "$needed" | head -n 1); without them: rm -rf $store"
      continue
    fi
    undid "removing $store"
    # shellcheck disable=SC2016 # the inner shell's argument
    "$2" sh -c 'chmod -R u+w "$1" && rm -rf --one-file-system "$1"' sh "$store" || say "$store: not all of it could be removed; rm -rf $store"
  done
}

uninstall_cache() {
  [ "$cache_made" = yes ] || undid "removing $cache"
  rm -rf --one-file-system "$cache"
}
