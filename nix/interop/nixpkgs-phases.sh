# shellcheck shell=bash
# Hooks written for nixpkgs, on debpkgs: there a variable may be unset in phases, and a store path's name is to be had by stripHash.
stripHash() {
  local -r name="${1##*/}"
  case "$name" in
    [0-9a-z]*-*) printf '%s\n' "${name#*-}" ;;
    *) printf '%s\n' "$name" ;;
  esac
}

nixpkgsPhasesPhase() { set +u; }
prePhases="nixpkgsPhasesPhase ${prePhases:-}"
