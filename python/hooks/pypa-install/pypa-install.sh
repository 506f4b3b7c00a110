# Install the wheel in dist/ below $out with PyPA's installer, and keep it in the output dist if there is one.
#
#   wheelRecord   "warn" of files that are not those of the wheel's RECORD, or "refuse" them; wheelUnpackHook sets it
#   dontUsePypaInstall
# shellcheck shell=bash disable=SC2154

pypaInstallPhase() {
  runHook preInstall
  local -a wheels=(dist/*.whl)
  if [ "${#wheels[@]}" -ne 1 ]; then
    echo "pypaInstallPhase: ${#wheels[@]} wheels in dist/, expected one: ${wheels[*]:-none}" >&2
    return 1
  fi
  @python@ -I -B @isolated@ @modules@ -m install_wheel ${wheelRecord:+--record "$wheelRecord"} "${wheels[0]}" "$out"
  if [ -n "${dist:-}" ]; then
    mkdir -p "$dist"
    cp "${wheels[0]}" "$dist/"
  fi
  runHook postInstall
}

if [ -z "${dontUsePypaInstall:-}" ] && [ -z "${installPhase:-}" ]; then
  installPhase=pypaInstallPhase
fi
