# Build a wheel into dist/ with maturin itself, in place of the project's build back end: with flags of its own.
#
#   maturinBuildFlags      more flags of `maturin build`
#   maturinBuildProfile    release, or another profile of Cargo
#   buildAndTestSubdir     folder of the package, where it is not the source itself
#   dontUseMaturinBuild
# shellcheck shell=bash disable=SC2154

maturinBuildPhase() {
  runHook preBuild
  type -P maturin >/dev/null || {
    echo "maturinBuildHook: there is no maturin; add it to build-system" >&2
    return 1
  }
  local -r here="$PWD"
  local -a flagsArray=(
    "--jobs=${NIX_BUILD_CORES:-1}" --offline --compatibility off --interpreter python3
    --profile "${maturinBuildProfile:-release}" --out "$here/dist"
  )
  concatTo flagsArray maturinBuildFlags
  echoCmd "maturin flags" "${flagsArray[@]}"
  (cd "./${buildAndTestSubdir:-}" && maturin build "${flagsArray[@]}")
  runHook postBuild
}

# buildPythonPackage's own hook comes first, and has chosen its phase.
if [ -z "${dontUseMaturinBuild:-}" ]; then
  case ${buildPhase:-} in
    "" | pypaBuildPhase) buildPhase=maturinBuildPhase ;;
  esac
fi
