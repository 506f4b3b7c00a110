# shellcheck shell=bash disable=SC2034,SC2123,SC2128,SC2154,SC2178
# The generic builder: phases, hooks and helpers under nixpkgs' names.
#
# Sourced by every derivation of stdenv.mkDerivation and by `nix develop`. What
# precedes it in $stdenv/setup are its constants and the re-linker.

set -eu
shopt -s inherit_errexit nullglob
: "${SOURCE_DATE_EPOCH:=315532800}" # 1980-01-01, the first time a zip file can hold
export SOURCE_DATE_EPOCH
: "${outputs:=out}"
: "${NIX_BUILD_CORES:=1}"
[ "$NIX_BUILD_CORES" -gt 0 ] 2>/dev/null || NIX_BUILD_CORES=$(nproc)
export NIX_BUILD_CORES

# ---------------------------------------------------------------- variables

# appendToVar NAME VALUE…: to an array, or to a string after a blank.
appendToVar() {
  local -r name="$1"
  shift
  case "$(declare -p "$name" 2>/dev/null)" in
    "declare -a"*)
      local -n array="$name"
      array+=("$@")
      ;;
    *) printf -v "$name" '%s' "${!name:+${!name} }$*" ;;
  esac
}

# prependToVar NAME VALUE…: the same in front.
prependToVar() {
  local -r name="$1"
  shift
  case "$(declare -p "$name" 2>/dev/null)" in
    "declare -a"*)
      local -n array="$name"
      array=("$@" ${array[@]+"${array[@]}"})
      ;;
    *) printf -v "$name" '%s' "$*${!name:+ ${!name}}" ;;
  esac
}

# concatTo ARRAY NAME…: append the words of variables, strings or arrays, to an
# array; NAME=DEFAULT gives a default.
concatTo() {
  local -n target="$1"
  shift
  local argument name default words
  for argument in "$@"; do
    name="${argument%%=*}" default=""
    [[ $argument == *=* ]] && default="${argument#*=}"
    case "$(declare -p "$name" 2>/dev/null)" in
      "declare -a"*)
        local -n values="$name"
        target+=(${values[@]+"${values[@]}"})
        unset -n values
        ;;
      *)
        read -r -d '' -a words <<<"${!name:-$default}" || true
        target+=(${words[@]+"${words[@]}"})
        ;;
    esac
  done
}

# ---------------------------------------------------------------- hooks

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
  [ "$_phase" = unpackPhase ] && [ -n "${sourceRoot:-}" ] && cd "$sourceRoot"
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

# ---------------------------------------------------------------- inputs

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

# ---------------------------------------------------------------- outputs

# The output that has a kind of file: the first existing of the given ones.
_assignFirst() {
  local -r variable="$1"
  shift
  local candidate
  [ -n "${!variable:-}" ] && return
  for candidate in "$@"; do
    if [ -n "${!candidate:-}" ]; then
      printf -v "$variable" '%s' "$candidate"
      return
    fi
  done
  printf -v "$variable" '%s' "${outputs%% *}"
}
_assignFirst outputDev dev out
_assignFirst outputBin bin out
_assignFirst outputLib lib out
_assignFirst outputInclude "$outputDev" out
_assignFirst outputDoc doc out
_assignFirst outputMan man "$outputBin"
_assignFirst outputInfo info "$outputBin"
: "${prefix:=${out:-}}"

# moveToOutput PATTERN OUTPUT: from whichever output has it.
moveToOutput() {
  local -r pattern="$1" target="${!2}"
  local output source relative
  for output in $outputs; do
    [ "${!output}" = "$target" ] && continue
    # shellcheck disable=SC2231
    for source in "${!output}"/$pattern; do
      [ -e "$source" ] || [ -L "$source" ] || continue # a pattern without wildcards stays as it is
      relative="${source#"${!output}"/}"
      mkdir -p "$target/$(dirname "$relative")"
      if [ -d "$target/$relative" ] && [ ! -L "$source" ]; then
        cp -a "$source/." "$target/$relative/" && rm -r "$source"
      else
        mv "$source" "$target/$relative"
      fi
      rmdir --ignore-fail-on-non-empty -p "$(dirname "$source")" 2>/dev/null || true
    done
  done
}

# ---------------------------------------------------------------- substitution

# substitute INPUT OUTPUT [--replace-fail|--replace-warn|--replace-quiet|--replace OLD NEW]
#   [--subst-var NAME] [--subst-var-by NAME VALUE]
substitute() {
  local -r input="$1" output="$2"
  shift 2
  local content before mode
  [ -f "$input" ] || {
    echo "substitute: $input does not exist" >&2
    return 1
  }
  IFS= read -r -d '' content <"$input" || true
  while [ "$#" -gt 0 ]; do
    mode="$1"
    before="$content"
    case $mode in
      --replace | --replace-fail | --replace-warn | --replace-quiet)
        content="${content//"$2"/"$3"}"
        if [ "$content" = "$before" ]; then
          case $mode in
            --replace-fail)
              echo "substitute: $input does not contain: $2" >&2
              return 1
              ;;
            --replace-quiet) ;;
            *) echo "substitute: warning: $input does not contain: $2" >&2 ;;
          esac
        fi
        shift 3
        ;;
      --subst-var)
        content="${content//"@$2@"/"${!2}"}"
        shift 2
        ;;
      --subst-var-by)
        content="${content//"@$2@"/"$3"}"
        shift 3
        ;;
      *)
        echo "substitute: unknown option $mode" >&2
        return 1
        ;;
    esac
  done
  printf '%s' "$content" >"$output.tmp"
  [ -e "$output" ] && chmod --reference="$output" "$output.tmp"
  mv "$output.tmp" "$output"
}

# substituteAll INPUT OUTPUT: every @name@ of which there is a variable.
substituteAll() {
  local -a _options=()
  local _variable
  while IFS= read -r _variable; do
    [ -z "${!_variable+set}" ] || _options+=(--subst-var "$_variable")
  done < <(grep -oE '@[A-Za-z_][A-Za-z0-9_]*@' "$1" | tr -d @ | sort -u)
  substitute "$1" "$2" ${_options[@]+"${_options[@]}"}
}

# substituteInPlace FILE… OPTION…
substituteInPlace() {
  local -a files=()
  while [ "$#" -gt 0 ] && [[ $1 != --* ]]; do
    files+=("$1")
    shift
  done
  if [ "${#files[@]}" -eq 0 ]; then
    echo "substituteInPlace: no files given; they come before the options" >&2
    return 1
  fi
  local file
  for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}

# ---------------------------------------------------------------- phases

unpackFile() {
  local -r file="$1"
  local target
  echo "unpacking $file"
  if [ -d "$file" ]; then
    target="${file##*/}"
    target="${target#*-}"
    cp -r --no-preserve=ownership,mode --preserve=timestamps "$file" "$target"
    # Scripts stay executable: modes were dropped to make the copy writable.
    (cd "$file" && find . -type f -perm -0100 -print0) | (cd "$target" && xargs -0r chmod +x)
    return
  fi
  case $file in
    *.tar | *.tar.gz | *.tgz | *.tar.xz | *.tar.bz2 | *.tar.zst) tar --no-same-owner -xf "$file" ;;
    *)
      echo "unpackFile: $file is no directory or tar archive; set dontUnpack, or write an unpackPhase" >&2
      return 1
      ;;
  esac
}

unpackPhase() {
  runHook preUnpack
  local file before
  before="$(printf '%s\n' */ | sort)"
  for file in ${srcs:-${src:-}}; do unpackFile "$file"; done
  if [ -z "${srcs:-}${src:-}" ]; then
    echo "unpackPhase: neither src nor srcs is set; set dontUnpack = true where there is none" >&2
    return 1
  fi
  if [ -z "${sourceRoot:-}" ]; then
    local -a new
    mapfile -t new < <(comm -13 <(printf '%s\n' "$before") <(printf '%s\n' */ | sort))
    if [ "${#new[@]}" -ne 1 ]; then
      echo "unpackPhase: ${#new[@]} directories were unpacked (${new[*]:-none}); name one in sourceRoot" >&2
      return 1
    fi
    sourceRoot="${new[0]%/}"
  fi
  chmod -R u+w -- "$sourceRoot"
  buildDirectory="$PWD/$sourceRoot"
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local file
  local -a flags=()
  concatTo flags patchFlags=-p1
  for file in ${patches:-}; do
    echo "applying $file"
    patch "${flags[@]}" <"$file"
  done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  if [ -x "${configureScript:=./configure}" ]; then
    local -a flags=()
    [ -z "${dontAddPrefix:-}" ] && flags+=("--prefix=$prefix")
    if [ -z "${dontAddStaticConfigureFlags:-}" ] && [ "$outputs" != out ]; then
      flags+=("--bindir=${!outputBin}/bin" "--includedir=${!outputInclude}/include" "--libdir=${!outputLib}/lib")
    fi
    concatTo flags configureFlags configureFlagsArray
    echoCmd "configure flags" "${flags[@]}"
    "$configureScript" "${flags[@]}"
  else
    echo "no configure script, doing nothing"
  fi
  runHook postConfigure
}

_make() {
  local -a flags=()
  [ -n "${enableParallelBuilding-1}" ] && flags+=("-j$NIX_BUILD_CORES")
  flags+=("SHELL=$SHELL")
  concatTo flags makeFlags makeFlagsArray "$@"
  echoCmd "make flags" "${flags[@]}"
  make ${makefile:+-f "$makefile"} "${flags[@]}"
}

_hasMakefile() { [ -n "${makefile:-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]; }

buildPhase() {
  runHook preBuild
  if _hasMakefile; then _make buildFlags buildFlagsArray; else echo "no Makefile, doing nothing"; fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  if _hasMakefile; then _make checkFlags checkFlagsArray checkTarget=check; else echo "no Makefile, doing nothing"; fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  if _hasMakefile; then
    [ -n "$prefix" ] && mkdir -p "$prefix"
    _make installFlags installFlagsArray installTargets=install
  else
    echo "error: no Makefile to install with; write an installPhase" >&2
    return 1
  fi
  runHook postInstall
}

installCheckPhase() {
  runHook preInstallCheck
  if _hasMakefile; then _make installCheckFlags installCheckTarget=installcheck; else echo "no Makefile, doing nothing"; fi
  runHook postInstallCheck
}

# ---------------------------------------------------------------- fixup

# patchShebangs [--build|--host] PATH…: scripts start interpreters of the inputs.
patchShebangs() {
  local file line program argument found
  local -a files
  while [[ ${1:-} == --* ]]; do shift; done
  # All names first: the files are rewritten below.
  mapfile -d '' -t files < <(find "$@" -type f -perm -0100 -print0)
  for file in ${files[@]+"${files[@]}"}; do
    IFS= read -r line <"$file" 2>/dev/null || true
    [[ $line == '#!'* ]] || continue
    read -r program argument <<<"${line#\#!}"
    [[ $program == "$NIX_STORE"/* ]] && continue
    if [[ ${program##*/} == env ]]; then
      [[ $argument == -S* ]] && argument="${argument#-S}"
      read -r program argument <<<"$argument"
    fi
    if found="$(type -P "${program##*/}")"; then
      found="$(readlink -f "$(dirname "$found")")/${found##*/}"
      local mode timestamp="$file.timestamp"
      touch -r "$file" "$timestamp"
      mode="$(stat -c %a "$file")"
      chmod u+w "$file"
      sed -i "1s|.*|#!$found${argument:+ $argument}|" "$file"
      chmod "$mode" "$file"
      touch -r "$timestamp" "$file" && rm "$timestamp"
      echo "$file: interpreter $found"
    fi
  done
}

_stripOutput() {
  local -r directory="$1"
  local file
  while IFS= read -r file; do
    strip -S -p --enable-deterministic-archives "$file" 2>/dev/null || true
  done < <(relink_list_elf "$directory")
  find "$directory" -type f -name '*.a' -exec strip -S -p --enable-deterministic-archives {} + 2>/dev/null || true
}

_relinkOutput() {
  local input
  RELINK_DIRS="$stdenvLibraries"
  for input in "${_inputs[@]}"; do [ -d "$input/lib" ] && RELINK_DIRS+=" $input/lib"; done
  for input in $outputs; do RELINK_DIRS+=" ${!input}/lib"; done
  RELINK_IGNORE="${autoPatchelfIgnoreMissingDeps:-}"
  relink_tree "$1"
}

_refuseBuildDirectory() {
  [ -n "${buildDirectory:-}" ] || return 0
  local found
  found="$(grep -rlF "$buildDirectory" "$1" || true)"
  [ -z "$found" ] || {
    printf 'error: this file mentions the build directory %s:\n%s\n' "$buildDirectory" "$found" >&2
    return 1
  }
}

# Who takes the headers as an input needs the libraries and programs as well.
_propagateOutputs() {
  [ "$outputs" != out ] || return 0
  local output others=""
  for output in "$outputBin" "$outputLib"; do
    [ "$output" = "$outputDev" ] || [[ " $others " == *" ${!output} "* ]] || others+="${others:+ }${!output}"
  done
  [ -z "$others" ] || appendToVar propagatedBuildInputs "$others"
}

_recordPropagated() {
  local -n list="$1"
  [ -n "${list:-}" ] || return 0
  mkdir -p "${!outputDev}/nix-support"
  printf '%s\n' "$list" >"${!outputDev}/nix-support/$2"
}

fixupPhase() {
  local output
  for output in $outputs; do
    [ -e "${!output}" ] || {
      echo "error: output $output (${!output}) was not made; create it in installPhase" >&2
      return 1
    }
    [ -d "${!output}" ] && chmod -R u+w "${!output}"
  done
  runHook preFixup
  if [ "$outputs" != out ]; then
    moveToOutput include "$outputInclude"
    moveToOutput lib/pkgconfig "$outputDev"
    moveToOutput lib/cmake "$outputDev"
    moveToOutput share/doc "$outputDoc"
    moveToOutput share/man "$outputMan"
  fi
  for output in $outputs; do
    local prefix="${!output}"
    [ -d "$prefix" ] || continue
    runHook fixupOutput
    [ -n "${dontStrip:-}" ] || _stripOutput "$prefix"
    [ -n "${dontPatchELF:-}" ] || _relinkOutput "$prefix"
    [ -n "${dontPatchShebangs:-}" ] || patchShebangs "$prefix"
    [ -n "${allowBuildDirectory:-}" ] || _refuseBuildDirectory "$prefix"
  done
  _propagateOutputs
  _recordPropagated propagatedBuildInputs propagated-build-inputs
  _recordPropagated propagatedNativeBuildInputs propagated-native-build-inputs
  if [ -n "${setupHook:-}" ]; then
    mkdir -p "${!outputDev}/nix-support"
    substituteAll "$setupHook" "${!outputDev}/nix-support/setup-hook"
  fi
  runHook postFixup
}

# ---------------------------------------------------------------- start

definePhases() {
  [ -n "${phases:-}" ] && return
  phases="${prePhases:-} unpackPhase patchPhase ${preConfigurePhases:-} configurePhase ${preBuildPhases:-} buildPhase checkPhase ${preInstallPhases:-} installPhase ${preFixupPhases:-} fixupPhase installCheckPhase ${preDistPhases:-} ${postPhases:-}"
}

genericBuild() {
  set -u
  shopt -s nullglob inherit_errexit
  trap exitHandler EXIT
  if [ ! -x /bin/sh ]; then
    echo "error: the build sandbox has no /bin/sh, which Nix's own default gives it; run ./setup, which sets sandbox-paths" >&2
    exit 1
  fi
  # Here and not above: a person's shell keeps its language, time zone and Python settings.
  export LC_ALL=C TZ=UTC PYTHONHASHSEED=0 PYTHONNOUSERSITE=1 DETERMINISTIC_BUILD=1
  if [ -n "${buildCommand:-}" ] || [ -f "${buildCommandPath:-}" ]; then
    export curPhase=buildCommand
    if [ -n "${buildCommand:-}" ]; then eval "$buildCommand"; else
      # shellcheck disable=SC1090
      source "$buildCommandPath"
    fi
    return
  fi
  definePhases
  local _nextPhase
  for _nextPhase in $phases; do runPhase "$_nextPhase"; done
}

PATH=""
for _directory in $initialPath; do addToSearchPath PATH "$_directory/bin"; done
_initialPath="$PATH"
: "${NIX_CFLAGS_COMPILE:=}" "${NIX_LDFLAGS:=}" "${NIX_HARDENING_ENABLE=}"
if [ -n "${out:-}" ]; then
  # The seed of symbols that a compiler names at random, and the build directory in messages and debug information.
  _seed="${out##*/}"
  appendToVar NIX_CFLAGS_COMPILE "-frandom-seed=${_seed:0:10}"
fi
appendToVar NIX_CFLAGS_COMPILE "-ffile-prefix-map=${NIX_BUILD_TOP:-$PWD}=."
_activateInputs
export -n _inputPath
export PATH NIX_CFLAGS_COMPILE NIX_LDFLAGS NIX_HARDENING_ENABLE CC=gcc CXX=g++ AR=ar AS=as LD=ld NM=nm RANLIB=ranlib STRIP=strip OBJCOPY=objcopy
runHook postHook

# A guest in a person's shell: `nix develop` and nix-shell go on from here, with code of their own
# and the person's; genericBuild is strict again.
set +u
shopt -u nullglob inherit_errexit
