# Builder of the standard environment: setup.sh with its constants.
# shellcheck shell=bash disable=SC2154
set -eu
mkdir -p "$out"
{
  printf '# Constants of this standard environment; the functions follow.\n'
  printf 'initialPath=%q\n' "$initialPath"
  printf 'defaultNativeBuildInputs=%q\n' "$cc"
  printf 'SHELL=%q\n' "$shell"
  printf 'RELINK_PATCHELF=%q\n' "$patchelf"
  printf 'RELINK_INTERPRETER=%q\n' "$interpreter"
  printf 'stdenvLibraries=%q\n' "$libraries"
  printf 'NIX_STORE=%q\n' "$store"
  cat "$relink" "$setup"
} >"$out/setup"
