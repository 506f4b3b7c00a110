# Run the project's tests by the standard library's unittest, against the installed package.
#
#   unittestFlags       arguments of `python -m unittest discover`: -s tests, -v
#   dontUseUnittestCheck
# shellcheck shell=bash disable=SC2154

unittestCheckPhase() {
  runHook preCheck
  local -a flagsArray=()
  concatTo flagsArray unittestFlags unittestFlagsArray
  echoCmd "unittest flags" ${flagsArray[@]+"${flagsArray[@]}"}
  PYTHONPATH="$out/@sitePackages@${PYTHONPATH:+:$PYTHONPATH}" \
    @python@ -P @runTests@ unittest discover ${flagsArray[@]+"${flagsArray[@]}"}
  runHook postCheck
}

if [ -z "${dontUseUnittestCheck:-}" ] && [ -z "${installCheckPhase:-}" ]; then
  installCheckPhase=unittestCheckPhase
fi
