# A Python script of the package finds the package and its dependencies without
# any environment variable: their directories are added at its start.
# shellcheck shell=bash disable=SC2015,SC2086,SC2154

wrapPythonPrograms() {
  [ -d "$out/bin" ] || return 0
  local directories="" input file line
  for input in "$out" ${pythonPath:-} $(_pythonClosure ${propagatedBuildInputs:-}); do
    [ -d "$input/@sitePackages@" ] && directories+="'$input/@sitePackages@', "
  done
  for file in "$out"/bin/*; do
    [ -f "$file" ] && head -c 200 "$file" | head -n 1 | grep -q '^#!.*python' || continue
    grep -q 'added by wrapPythonPrograms' "$file" && continue
    # A __future__ import must stay the first statement.
    line=$(grep -n '^from __future__' "$file" | tail -n 1 | cut -d : -f 1 || true)
    sed -i "${line:-1}a import site as _site; [_site.addsitedir(_path) for _path in [$directories]]  # added by wrapPythonPrograms" "$file"
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
