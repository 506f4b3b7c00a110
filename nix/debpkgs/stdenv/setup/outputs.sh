# shellcheck shell=bash disable=SC2154
# Which output has which kind of file.

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

getAllOutputNames() { printf '%s\n' "$outputs"; }

# moveToOutput PATTERN OUTPUT: from whichever output has it.
moveToOutput() {
  local -r pattern="$1" target="${!2:-}"
  local output source relative
  [ -n "$target" ] || {
    echo "moveToOutput: $2 is no output; there are: $outputs" >&2
    return 1
  }
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
