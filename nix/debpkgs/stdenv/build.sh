# Builder of the standard environment: its constants and functions, in one file.
# shellcheck shell=bash disable=SC2154
set -eu
mkdir -p "$out"
{
  printf '# Constants of this standard environment; the functions follow.\n'
  printf 'initialPath=%q\n' "$initialPath"
  printf 'defaultNativeBuildInputs=%q\n' "$cc"
  printf 'export NIX_CC=%q\n' "$cc"
  printf 'SHELL=%q\n' "$shell"
  printf 'RELINK_PATCHELF=%q\n' "$patchelf"
  printf 'RELINK_INTERPRETER=%q\n' "$interpreter"
  printf 'stdenvLibraries=%q\n' "$libraries"
  printf 'NIX_STORE=%q\n' "$store"
  cd "$setup"
  cat "$relink" begin.sh variables.sh hooks.sh inputs.sh outputs.sh substitute.sh phases.sh fixup.sh run.sh
} >"$out/setup"
