# shellcheck shell=bash disable=SC2034,SC2154
# Inputs: programs, headers, libraries, setup hooks, and what each propagates.

addToSearchPathWithCustomDelimiter() {
  local -r delimiter="$1" variable="$2" directory="$3"
  [[ -d $directory && "$delimiter${!variable:-}$delimiter" != *"$delimiter$directory$delimiter"* ]] || return 0
  export "$variable=${!variable:+${!variable}$delimiter}$directory"
}

addToSearchPath() { addToSearchPathWithCustomDelimiter : "$@"; }

envHooks=()
envBuildHostHooks=()
envHostTargetHooks=()
hostOffset=0
targetOffset=1

# addEnvHooks OFFSET FUNCTION…: call the functions for each input. Nothing is
# cross-compiled here, so the offset has no effect.
addEnvHooks() {
  shift
  envHooks+=("$@")
}

declare -A _seenInputs=()
_inputs=()

# Inputs in the order given, each before what it propagates.
_findInput() {
  local -r input="$1"
  [ -e "$input" ] || {
    echo "error: input $input does not exist" >&2
    exit 1
  }
  [ -n "${_seenInputs[$input]:-}" ] && return
  _seenInputs[$input]=1
  _inputs+=("$input")
  if [ -f "$input" ]; then
    # shellcheck disable=SC1090
    source "$input"
    return
  fi
  local file propagated next
  for file in propagated-build-inputs propagated-native-build-inputs; do
    if [ -f "$input/nix-support/$file" ]; then
      read -r -d '' -a propagated <"$input/nix-support/$file" || true
      for next in ${propagated[@]+"${propagated[@]}"}; do _findInput "$next"; done
    fi
  done
}

_activateInputs() {
  local input hook
  for input in ${defaultNativeBuildInputs:-} ${nativeBuildInputs:-} ${propagatedNativeBuildInputs:-} ${buildInputs:-} ${propagatedBuildInputs:-}; do
    _findInput "$input"
  done
  for input in "${_inputs[@]}"; do
    [ -d "$input" ] || continue
    # The programs of inputs come before those that every build has.
    addToSearchPath _inputPath "$input/bin"
    PATH="${_inputPath:+$_inputPath:}$_initialPath"
    addToSearchPath XDG_DATA_DIRS "$input/share"
    if [ -f "$input/nix-support/setup-hook" ]; then
      # shellcheck disable=SC1091
      source "$input/nix-support/setup-hook"
    fi
  done
  for input in "${_inputs[@]}"; do
    [ -d "$input" ] || continue
    _addCompilerFlags "$input"
    for hook in ${envHooks[@]+"${envHooks[@]}"}; do "$hook" "$input"; done
  done
}

# Headers and libraries of an input for the compiler wrapper.
_addCompilerFlags() {
  case " ${defaultNativeBuildInputs:-} ${initialPath} " in *" $1 "*) return 0 ;; esac
  [ -d "$1/include" ] && appendToVar NIX_CFLAGS_COMPILE -isystem "$1/include"
  if [ -d "$1/lib" ]; then
    local -a libraries=("$1"/lib/lib*.so* "$1"/lib/lib*.a)
    ((${#libraries[@]} > 0)) && appendToVar NIX_LDFLAGS "-L$1/lib"
  fi
  addToSearchPath PKG_CONFIG_PATH "$1/lib/pkgconfig"
  addToSearchPath PKG_CONFIG_PATH "$1/share/pkgconfig"
  addToSearchPath CMAKE_PREFIX_PATH "$1"
  return 0
}
