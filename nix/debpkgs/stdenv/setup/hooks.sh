# shellcheck shell=bash
# Hooks, phases and how a build ends.

# A hook is a function of that name, a variable with code, or an array <name>s of either.
_callOne() {
  if [ "$(type -t "$1" 2>/dev/null)" = function ] || [ "$(type -t "$1" 2>/dev/null)" = builtin ]; then
    "$@"
  else
    eval "$1"
  fi
}

# The locals have names that no hook uses: what a hook calls `name` is the derivation's.
runHook() {
  local _hookName="$1" _hook
  shift
  local -n _hookList="${_hookName%Hook}Hooks"
  for _hook in ${_hookList[@]+"${_hookList[@]}"}; do _callOne "$_hook" "$@"; done
  unset -n _hookList
  if [ "$(type -t "$_hookName" 2>/dev/null)" = function ]; then
    "$_hookName" "$@"
  elif [ -n "${!_hookName:-}" ]; then
    eval "${!_hookName}"
  fi
}

runPhase() {
  local _phase="$1" _phaseStart="$SECONDS"
  case $_phase in
    unpackPhase) [ -n "${dontUnpack:-}" ] && return ;;
    patchPhase) [ -n "${dontPatch:-}" ] && return ;;
    configurePhase) [ -n "${dontConfigure:-}" ] && return ;;
    buildPhase) [ -n "${dontBuild:-}" ] && return ;;
    checkPhase) [ -z "${doCheck:-}" ] && return ;;
    installPhase) [ -n "${dontInstall:-}" ] && return ;;
    fixupPhase) [ -n "${dontFixup:-}" ] && return ;;
    installCheckPhase) [ -z "${doInstallCheck:-}" ] && return ;;
  esac
  echo "Running phase: $_phase"
  export curPhase="$_phase"
  # A variable of the phase's name, from the derivation, wins over the function.
  if [ -n "${!_phase:-}" ]; then eval "${!_phase}"; else "$_phase"; fi
  if [ "$_phase" = unpackPhase ] && [ -n "${sourceRoot:-}" ]; then cd "$sourceRoot" || return; fi
  ((SECONDS - _phaseStart < 30)) || echo "$_phase took $((SECONDS - _phaseStart)) s"
}

exitHandler() {
  local -r status=$?
  trap - EXIT
  if [ "$status" -ne 0 ]; then
    runHook failureHook
    echo "error: ${name:-build} failed in ${curPhase:-setup} with exit status $status" >&2
  fi
  exit "$status"
}

# Print a command, then run it.
echoCmd() {
  printf '%s:' "$1"
  shift
  printf ' %q' "$@"
  printf '\n'
}
