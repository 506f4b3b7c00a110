# shellcheck shell=bash disable=SC2123,SC2154
# genericBuild, and what happens as this is sourced.

definePhases() {
  [ -n "${phases:-}" ] && return
  phases="${prePhases:-} unpackPhase patchPhase ${preConfigurePhases:-} configurePhase ${preBuildPhases:-} buildPhase checkPhase ${preInstallPhases:-} installPhase ${preFixupPhases:-} fixupPhase installCheckPhase ${preDistPhases:-} ${postPhases:-}"
}

# As strict as nixpkgs' builds, and no more: phases written for those read variables that are not set.
genericBuild() {
  set -o pipefail
  shopt -s nullglob inherit_errexit
  trap exitHandler EXIT
  if [ ! -x /bin/sh ]; then
    echo "error: the build sandbox has no /bin/sh, which Nix's own default gives it; run ./setup, which sets sandbox-paths" >&2
    exit 1
  fi
  # Here and not above: a person's shell keeps its language, time zone and Python settings.
  export LC_ALL="${LC_ALL:-C}" TZ=UTC PYTHONHASHSEED=0 PYTHONNOUSERSITE=1 DETERMINISTIC_BUILD=1
  export NIX_ENFORCE_NO_NATIVE="${NIX_ENFORCE_NO_NATIVE-1}"
  if [ -n "${buildCommand:-}" ] || [ -f "${buildCommandPath:-}" ]; then
    export curPhase=buildCommand
    if [ -n "${buildCommand:-}" ]; then eval "$buildCommand"; else
      # shellcheck disable=SC1090
      source "$buildCommandPath"
    fi
    return
  fi
  definePhases
  local _nextPhase
  for _nextPhase in $phases; do runPhase "$_nextPhase"; done
}

PATH=""
for _directory in $initialPath; do addToSearchPath PATH "$_directory/bin"; done
_initialPath="$PATH"
: "${NIX_CFLAGS_COMPILE:=}" "${NIX_LDFLAGS:=}" "${NIX_HARDENING_ENABLE=}"
if [ -n "${out:-}" ]; then
  # The seed of symbols that a compiler names at random, and the build directory in messages and debug information.
  _seed="${out##*/}"
  appendToVar NIX_CFLAGS_COMPILE "-frandom-seed=${_seed:0:10}"
fi
appendToVar NIX_CFLAGS_COMPILE "-ffile-prefix-map=${NIX_BUILD_TOP:-$PWD}=."
_activateInputs
export -n _inputPath
export PATH NIX_CFLAGS_COMPILE NIX_LDFLAGS NIX_HARDENING_ENABLE CC=gcc CXX=g++ AR=ar AS=as LD=ld NM=nm RANLIB=ranlib STRIP=strip OBJCOPY=objcopy
runHook postHook

# A guest in a person's shell: `nix develop` and nix-shell go on from here, with code of their own
# and the person's; genericBuild is strict again.
set +u
shopt -u nullglob inherit_errexit
