# Run the tests of a package that cargoBuildHook built.
#
#   cargoCheckType, cargoCheckFeatures, cargoCheckNoDefaultFeatures   as those of the build
#   cargoTestFlags                more flags of `cargo test`
#   checkFlags                    flags of the tests themselves: --skip=NAME
#   dontCargoCheck
# shellcheck shell=bash disable=SC2154

cargoCheckPhase() {
  runHook preCheck
  local -a flagsArray=() tests=()
  _cargoFlags "${cargoCheckType:-}" "${cargoCheckFeatures:-}" "${cargoCheckNoDefaultFeatures:-}"
  concatTo flagsArray cargoTestFlags
  concatTo tests checkFlags
  echoCmd "cargo test flags" "${flagsArray[@]}" -- ${tests[@]+"${tests[@]}"}
  (cd "./${buildAndTestSubdir:-}" && CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$OLDPWD/target}" cargo test "${flagsArray[@]}" -- ${tests[@]+"${tests[@]}"})
  runHook postCheck
}

if [ -z "${dontCargoCheck:-}" ] && [ -z "${checkPhase:-}" ]; then
  checkPhase=cargoCheckPhase
fi
