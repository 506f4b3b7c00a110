# A Python script of the package finds the package and its dependencies without
# any environment variable: their directories are added at its start. With
# makeWrapperArgs, each program of the package gets a wrapper with these, too.
# shellcheck shell=bash disable=SC2015,SC2086,SC2154

wrapPythonPrograms() {
  [ ! -d "$out/bin" ] || wrapPythonProgramsIn "$out/bin" "$out ${pythonPath:-}"
}

# wrapPythonProgramsIn FOLDER PACKAGES
wrapPythonProgramsIn() {
  local directories="" input file line
  local -a arguments=()
  for input in $2 $(_pythonClosure ${propagatedBuildInputs:-}); do
    [ -d "$input/@sitePackages@" ] && directories+="'$input/@sitePackages@', "
  done
  for file in "$1"/*; do
    [ -f "$file" ] && head -c 200 "$file" | head -n 1 | grep -q '^#!.*python' || continue
    grep -q 'added by wrapPythonPrograms' "$file" && continue
    # A __future__ import must stay the first statement.
    line=$(grep -n '^from __future__' "$file" | tail -n 1 | cut -d : -f 1 || true)
    sed -i "${line:-1}a import site as _site; [_site.addsitedir(_path) for _path in [$directories]]  # added by wrapPythonPrograms" "$file"
  done

  # Its words are a shell's in nixpkgs.
  case "$(declare -p makeWrapperArgs 2>/dev/null)" in
    "declare -a"*) arguments=("${makeWrapperArgs[@]}") ;;
    *) eval "arguments=(${makeWrapperArgs:-})" ;;
  esac
  [ "${#arguments[@]}" -gt 0 ] || return 0
  [ "$(type -t wrapProgram)" = function ] || {
    echo "wrapPythonPrograms: makeWrapperArgs: add makeWrapper to nativeBuildInputs" >&2
    return 1
  }
  for file in "$1"/*; do
    [ ! -f "$file" ] || [ ! -x "$file" ] || wrapProgram "$file" "${arguments[@]}"
  done
}

_pythonClosure() {
  local input
  for input in "$@"; do
    printf '%s\n' "$input"
    if [ -f "$input/nix-support/propagated-build-inputs" ]; then
      # shellcheck disable=SC2046
      _pythonClosure $(<"$input/nix-support/propagated-build-inputs")
    fi
  done | awk '!seen[$0]++'
}

if [ -z "${dontWrapPythonPrograms:-}" ]; then
  postFixupHooks+=(wrapPythonPrograms)
fi
