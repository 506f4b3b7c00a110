# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# What a person reads: plain lines, one-line errors, and a counter on a terminal.

say() {
  printf 'setup: %s\n' "$*"
}

# die TEXT: "<file or thing>: <what>; <remedy>" on one line.
die() {
  say_error "$*"
  exit 1
}

say_error() {
  [ ! -t 1 ] || printf '\r\033[K'
  printf 'setup: %s\n' "$*" >&2
}

# megabytes BYTES -> "12.3 MB"
megabytes() {
  awk -v bytes="$1" 'BEGIN { printf "%.1f MB", bytes / 1e6 }'
}

# as_root COMMAND...: through sudo where need be. Whatever the caller's umask, files of the machine are readable for everybody. sudo
# would drop the variables that name proxies; on its command line, other users and its log would see their passwords.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    (umask 022 && exec "$@")
  elif can_be_root; then
    # shellcheck disable=SC2016 # the inner shell's arguments
    sudo --preserve-env="$proxy_variables,APT_CONFIG" -- sh -c 'umask 022 && exec "$@"' sh "$@"
  else
    return 127
  fi
}

# can_be_root: sudo may be there and not be for this user. It asks for a password at most once, and only on a terminal.
can_be_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  if [ -z "${may_sudo:-}" ]; then
    may_sudo=no
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
      may_sudo=yes
    fi
  fi
  [ "$may_sudo" = yes ]
}

proxy_variables=http_proxy,https_proxy,ftp_proxy,all_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,FTP_PROXY,ALL_PROXY,NO_PROXY

# proxies_complete: some programs read only the lower-case names, some only the others.
proxies_complete() {
  for name in http https ftp all no; do
    upper=$(printf '%s_PROXY' "$name" | tr '[:lower:]' '[:upper:]')
    eval "lower_value=\${${name}_proxy-} upper_value=\${$upper-}"
    # shellcheck disable=SC2154 # set by eval
    if [ -n "$lower_value$upper_value" ]; then
      export "${name}_proxy=${lower_value:-$upper_value}" "$upper=${upper_value:-$lower_value}"
    fi
  done
}

# show_progress LABEL TOTAL_BYTES: redraws a line, on a terminal only.
show_progress() {
  shown=$(bytes_here)
  [ "$shown" -le "$2" ] || shown=$2
  printf '\rsetup: %s: %s of %s ' "$1" "$(megabytes "$shown")" "$(megabytes "$2")"
}
