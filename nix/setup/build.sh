#!/bin/sh
# build.sh COMMAND ARGUMENT...: runs `nix build ARGUMENT...` or `nix flake check ARGUMENT...` for make, and says before a step that takes
# minutes and prints nothing what it is, why, and how long. On a terminal Nix draws a line with done and total itself.
set -eu

# long_step NAME: about a derivation of this name.
long_step() {
  case $1 in
    # Environments, and outputs of other kinds that have an interpreter's name in theirs, are not compiled.
    python3-*3.*[!0-9.]*) return 0 ;;
    python3-debug-3.*) why="CPython is compiled with assertions and symbols, for pythonDebug" minutes=3 ;;
    python3-3.*) why="CPython is compiled from source and optimized by its profile, since all outputs run on it" minutes=5 ;;
    *) return 0 ;;
  esac
  processors=$(nproc 2>/dev/null || echo 2)
  printf 'make: %s: %s; about %s minutes on 2 processors (here: %s), and prints nothing\n' "${1%.drv}" "$why" "$minutes" "$processors"
}

# name_of LINE: of the first derivation in it, without the hash.
name_of() {
  name=${1#*/nix/store/*-}
  name=${name%%.drv*}
}

# progress: reads what Nix prints, counts the builds, keeps all else.
progress() {
  count=0
  while IFS= read -r line; do
    case $line in
      "building '/nix/store/"*)
        name_of "$line"
        count=$((count + 1))
        printf '[%s%s] %s\n' "$count" "${total:+/$total}" "$name"
        long_step "$name"
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  [ -z "$line" ] || printf '%s\n' "$line"
}

planned=''
case $1 in
  build) planned=$(nix "$@" --dry-run 2>&1 | sed -n 's/^ *\(\/nix\/store\/.*\.drv\)$/\1/p') ;;
  flake) ;;
  *)
    echo "build.sh: $1: not build or flake" >&2
    exit 2
    ;;
esac
total=$(printf '%s' "$planned" | grep -c . || :)

if [ -t 2 ]; then
  for derivation in $planned; do
    name_of "$derivation"
    long_step "$name"
  done >&2
  exec nix "$@"
fi
[ "$total" -gt 0 ] || total=''
# The status is Nix's, not that of the last command in the pipe.
run() {
  result=0
  nix "$@" 2>&1 >&3 3>&- || result=$?
  echo "$result" >&4
}
exec 3>&1
status=$({ run "$@" | progress >&2 3>&- 4>&-; } 4>&1)
exit "$status"
