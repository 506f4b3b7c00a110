#!/bin/sh
# unsandboxed.sh [PATH]...: prints which of these store paths, and of what they refer to, were built without the sandbox, after
# ./setup --no-sandbox; without arguments: which of the whole store. Fails where Nix does.
set -eu
if [ $# -gt 0 ]; then
  set -- --recursive "$@"
else
  set -- --all
fi
paths=$(nix --extra-experimental-features nix-command path-info --sigs "$@")
printf '%s\n' "$paths" | sed -n 's/^\([^[:space:]]*\)[[:space:]].*built-without-sandbox-1:.*/\1/p'
