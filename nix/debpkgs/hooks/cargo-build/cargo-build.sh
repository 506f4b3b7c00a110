# Build with Cargo, offline.
#
#   cargoBuildType                release, or another profile
#   cargoBuildFeatures, cargoBuildNoDefaultFeatures
#   cargoBuildFlags               more flags
#   buildAndTestSubdir            folder of the package, where it is not the source itself
#   dontCargoBuild
# shellcheck shell=bash disable=SC2154

# _cargoFlags PROFILE FEATURES NO_DEFAULT: flags that build and test share, into flagsArray.
_cargoFlags() {
  local profile="${1:-release}"
  # Cargo's own name of it.
  [ "$profile" != debug ] || profile=dev
  flagsArray+=("-j${NIX_BUILD_CORES:-1}" --offline --profile "$profile")
  local -r features="${2// /,}"
  [ -z "$features" ] || flagsArray+=("--features=$features")
  [ -z "$3" ] || flagsArray+=(--no-default-features)
}

cargoBuildPhase() {
  runHook preBuild
  local -a flagsArray=()
  _cargoFlags "${cargoBuildType:-}" "${cargoBuildFeatures:-}" "${cargoBuildNoDefaultFeatures:-}"
  concatTo flagsArray cargoBuildFlags
  echoCmd "cargo build flags" "${flagsArray[@]}"
  (cd "./${buildAndTestSubdir:-}" && CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$OLDPWD/target}" cargo build "${flagsArray[@]}")
  runHook postBuild
}

if [ -z "${dontCargoBuild:-}" ] && [ -z "${buildPhase:-}" ]; then
  buildPhase=cargoBuildPhase
fi
