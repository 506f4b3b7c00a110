# shellcheck shell=bash disable=SC2034,SC2154
# The fixup phase: outputs, shebangs, stripping, run paths.

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
  [ "$RELINK_IGNORE" != 1 ] || RELINK_IGNORE="*"
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
    [ -n "${allowBuildDirectory:-}${noAuditTmpdir:-}" ] || _refuseBuildDirectory "$prefix"
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
