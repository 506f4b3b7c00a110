# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# The sandbox's /bin/sh. Nix's own default gives every build one, and Ninja and system(3) need it; Debian's builds of Nix have none, or
# one in a package that is not installed. So a copy of the pinned busybox stands in, beside the configuration that names it: outside the
# store, where no garbage collection takes it away.

# shell_effective: the file that builds would see as /bin/sh; fails where there is none.
shell_effective() {
  for shell_path in $(nix_raw_setting sandbox-paths); do
    case $shell_path in
      /bin/sh=*)
        shell_path=${shell_path#/bin/sh=}
        shell_path=${shell_path%\?}
        [ -x "$shell_path" ] || return 1
        printf '%s\n' "$shell_path"
        return
        ;;
    esac
  done
  return 1
}

# shell_busybox FILE: the seed, copied to FILE.
shell_busybox() {
  nix store cat "$(plan_awk '$kind == "tree" { print $path }' "$work/plan")/bin/busybox" >"$1" 2>"$work/store.log" || store_failed
  chmod 755 "$1"
}
