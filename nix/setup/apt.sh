# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# Debian packages: installed, and each recorded, so that --uninstall removes those and no others.

apt_install() {
  [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null)" ] || apt_get update
  apt_installed >"$work/packages"
  # Setup may have written nix.conf before a package brings one: what the machine has stays.
  apt_get install --no-install-recommends -o Dpkg::Options::=--force-confold "$1"
  apt_installed | grep -vxF -f "$work/packages" >"$work/packages.new" || :
  while read -r package; do
    record package "$package"
  done <"$work/packages.new"
}

# shellcheck disable=SC2016 # dpkg's fields
apt_installed() {
  dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\n' | sed -n 's/^ii[[:space:]]*//p'
}

# apt_get COMMAND...: silent, but for the first error. Another apt, such as a booted machine's daily one, is waited for.
apt_get() {
  apt_log=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 "$@" </dev/null 2>&1) ||
    die "apt-get $1: $(printf '%s\n' "$apt_log" | grep -m 1 -e '^E: ' -e '^sudo: ' || printf failed); repair that and run ./setup again"
}
