# Build a wheel into dist/ with the project's own build back end (PEP 517).
#
#   pypaBuildFlags   more flags for `python -m build`, e.g. -Ccmake.define.X=Y
#   dontUsePypaBuild
# shellcheck shell=bash disable=SC2154

pypaBuildPhase() {
  runHook preBuild
  local -a flagsArray=(--no-isolation --outdir dist/ --wheel)
  [ -z "${dontSkipDependencyCheck:-}" ] && flagsArray+=(--skip-dependency-check)
  concatTo flagsArray pypaBuildFlags
  echoCmd "pypa build flags" "${flagsArray[@]}"
  # After the project's own inputs: `build` and what it imports must not hide them.
  PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}@modules@" @python@ -m build "${flagsArray[@]}"
  runHook postBuild
}

# CMake finds what Python packages bring for it (pybind11, say), as in an environment that pip made.
addPythonCMakePrefix() { addToSearchPathWithCustomDelimiter : CMAKE_PREFIX_PATH "$1/@sitePackages@"; }
addEnvHooks "$hostOffset" addPythonCMakePrefix

if [ -z "${dontUsePypaBuild:-}" ] && [ -z "${buildPhase:-}" ]; then
  buildPhase=pypaBuildPhase
fi
