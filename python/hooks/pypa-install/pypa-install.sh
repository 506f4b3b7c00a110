# Install the wheel in dist/ below $out with PyPA's installer, and keep it in the output dist if there is one.
#
#   checkWheelRecord   refuse a wheel whose files are not those of its RECORD; wheelUnpackHook sets it
#   dontUsePypaInstall
# shellcheck shell=bash disable=SC2154

pypaInstallPhase() {
  runHook preInstall
  local -a wheels=(dist/*.whl)
  if [ "${#wheels[@]}" -ne 1 ]; then
    echo "pypaInstallPhase: ${#wheels[@]} wheels in dist/, expected one: ${wheels[*]:-none}" >&2
    return 1
  fi
  @python@ -I -B @isolated@ @modules@ -m install_wheel ${checkWheelRecord:+--check-record} "${wheels[0]}" "$out"
  if [ -n "${dist:-}" ]; then
    mkdir -p "$dist"
    cp "${wheels[0]}" "$dist/"
  fi
  runHook postInstall
}

# Bytecode last, when no file changes any more; one process, since order can show in it.
pythonCompileBytecode() {
  [ -d "$prefix/@sitePackages@" ] || return 0
  find "$prefix/@sitePackages@" -name __pycache__ -exec rm -rf {} +
  PYTHONPATH="" @python@ -P -m compileall -q -j1 --invalidation-mode unchecked-hash "$prefix/@sitePackages@" >compileall.log 2>&1 ||
    echo "some files hold no valid Python and stay without bytecode: $(grep -c '^\*\*\*' compileall.log)"
}

if [ -z "${dontUsePypaInstall:-}" ] && [ -z "${installPhase:-}" ]; then
  installPhase=pypaInstallPhase
  fixupOutputHooks+=(pythonCompileBytecode)
fi
