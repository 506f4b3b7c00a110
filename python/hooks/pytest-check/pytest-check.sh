# Run the project's tests against the installed package.
#
#   pytestFlags         more flags
#   enabledTestPaths    what to run, default everything pytest finds
#   disabledTests       names of tests to leave out (substring match, as -k)
#   disabledTestPaths   files to leave out
#   dontUsePytestCheck
# shellcheck shell=bash disable=SC2154

pytestCheckPhase() {
  runHook preCheck
  local -a flagsArray=() disabled=() paths=()
  concatTo flagsArray pytestFlags pytestFlagsArray enabledTestPaths
  concatTo disabled disabledTests
  concatTo paths disabledTestPaths
  local name expression=""
  for name in ${disabled[@]+"${disabled[@]}"}; do expression+="${expression:+ and }not $name"; done
  for name in ${paths[@]+"${paths[@]}"}; do
    [ -e "$name" ] || {
      echo "pytestCheckPhase: disabledTestPaths: $name does not exist" >&2
      return 1
    }
    flagsArray+=("--ignore=$name")
  done
  [ -n "$expression" ] && flagsArray+=(-k "$expression")
  echoCmd "pytest flags" ${flagsArray[@]+"${flagsArray[@]}"}
  HOME="$(mktemp -d)" PYTHONPATH="$out/@sitePackages@:${PYTHONPATH:-}" @python@ -m pytest -p no:cacheprovider ${flagsArray[@]+"${flagsArray[@]}"}
  runHook postCheck
}

if [ -z "${dontUsePytestCheck:-}" ] && [ -z "${installCheckPhase:-}" ]; then
  installCheckPhase=pytestCheckPhase
fi
