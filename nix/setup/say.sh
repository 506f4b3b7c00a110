# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# What a person reads: plain lines, one-line errors, and a counter on a terminal.

say() {
  printf 'setup: %s\n' "$*"
}

# die TEXT: "<file or thing>: <what>; <remedy>" on one line.
die() {
  [ ! -t 1 ] || printf '\r\033[K'
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# megabytes BYTES -> "12.3 MB"
megabytes() {
  awk -v bytes="$1" 'BEGIN { printf "%.1f MB", bytes / 1e6 }'
}

# as_root COMMAND...: through sudo where need be.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    return 127
  fi
}

can_be_root() {
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null
}

# show_progress LABEL TOTAL_BYTES: redraws a line until killed; started in the background and on a terminal only.
show_progress() {
  while :; do
    bytes=$(($(du -sk "$files" | cut -f 1) * 1024))
    [ "$bytes" -le "$2" ] || bytes=$2
    printf '\rsetup: %s: %s of %s ' "$1" "$(megabytes "$bytes")" "$(megabytes "$2")"
    sleep 1
  done
}
