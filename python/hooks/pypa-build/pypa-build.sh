# Build a wheel into dist/ with the project's own build back end (PEP 517).
#
#   pypaBuildFlags   more flags for `python -m build`, e.g. -Ccmake.define.X=Y
#   cmakeFlags       for scikit-build-core
#   mesonFlags       for meson-python
#   dontUsePypaBuild
# shellcheck shell=bash disable=SC2154

# _pypaFlagsOf TOOL BACK_END SETTING FLAG…: what a back end hands on to the tool that it runs.
_pypaFlagsOf() {
  local -r tool="$1" wanted="$2" setting="$3"
  shift 3
  [ "$#" -gt 0 ] && [ "${configurePhase:-}" != "${tool}ConfigurePhase" ] || return 0
  local -r chosen="$(@python@ -I -c 'import tomllib
print(tomllib.load(open("pyproject.toml", "rb")).get("build-system", {}).get("build-backend", "setuptools"))')"
  [ "${chosen%%.*}" = "$wanted" ] || {
    echo "pypaBuildPhase: ${tool}Flags: the build back end $chosen takes none; give them in pypaBuildFlags" >&2
    return 1
  }
  local flag
  for flag in "$@"; do flagsArray+=("-C$setting=$flag"); done
}

pypaBuildPhase() {
  runHook preBuild
  local -a flagsArray=(--no-isolation --outdir dist/ --wheel)
  [ -z "${dontSkipDependencyCheck:-}" ] && flagsArray+=(--skip-dependency-check)
  local -a cmake=() meson=()
  concatTo cmake cmakeFlags cmakeFlagsArray
  concatTo meson mesonFlags mesonFlagsArray
  _pypaFlagsOf cmake scikit_build_core cmake.args ${cmake[@]+"$(IFS=";" && printf '%s' "${cmake[*]}")"}
  _pypaFlagsOf meson mesonpy setup-args ${meson[@]+"${meson[@]}"}
  concatTo flagsArray pypaBuildFlags
  echoCmd "pypa build flags" "${flagsArray[@]}"
  local -a folders=(@modules@)
  # The back end finds them after the project's own inputs, which they must not hide.
  local -r backEndPath="$(IFS=: && printf '%s' "${PYTHONPATH:+$PYTHONPATH:}${folders[*]}")"
  # To check dependencies, `build` looks for them on its own path.
  [ -z "${dontSkipDependencyCheck:-}" ] || IFS=: read -r -a folders <<<"$backEndPath"
  PYTHONPATH="$backEndPath" @python@ -I -B @isolated@ "${folders[@]}" -m build "${flagsArray[@]}"
  runHook postBuild
}

# CMake finds what Python packages bring for it (pybind11, say), as in an environment that pip made.
addPythonCMakePrefix() { addToSearchPathWithCustomDelimiter : CMAKE_PREFIX_PATH "$1/@sitePackages@"; }
addEnvHooks "$hostOffset" addPythonCMakePrefix

if [ -z "${dontUsePypaBuild:-}" ] && [ -z "${buildPhase:-}" ]; then
  buildPhase=pypaBuildPhase
fi
