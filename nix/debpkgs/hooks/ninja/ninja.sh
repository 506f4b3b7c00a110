# Build, check and install with Ninja.
#
#   ninjaFlags                 more flags
#   dontUseNinjaBuild, dontUseNinjaCheck, dontUseNinjaInstall
# shellcheck shell=bash

_ninja() {
  local -a flagsArray=("-j$NIX_BUILD_CORES")
  concatTo flagsArray ninjaFlags ninjaFlagsArray "$@"
  echoCmd "ninja flags" "${flagsArray[@]}"
  TERM=dumb ninja "${flagsArray[@]}"
}

ninjaBuildPhase() {
  runHook preBuild
  _ninja buildFlags
  runHook postBuild
}

ninjaCheckPhase() {
  runHook preCheck
  if ninja -t query test >/dev/null 2>&1; then CTEST_OUTPUT_ON_FAILURE=1 _ninja checkFlags checkTarget=test; else echo "no test target, doing nothing"; fi
  runHook postCheck
}

ninjaInstallPhase() {
  runHook preInstall
  _ninja installFlags installTargets=install
  runHook postInstall
}

[ -z "${dontUseNinjaBuild:-}" ] && [ -z "${buildPhase:-}" ] && buildPhase=ninjaBuildPhase
[ -z "${dontUseNinjaCheck:-}" ] && [ -z "${checkPhase:-}" ] && checkPhase=ninjaCheckPhase
[ -z "${dontUseNinjaInstall:-}" ] && [ -z "${installPhase:-}" ] && installPhase=ninjaInstallPhase
:
