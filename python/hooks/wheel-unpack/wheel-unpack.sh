# The source is a wheel: it goes into dist/ as it is, to be installed.
#
# A wheel's native parts may need the few libraries that every Linux is taken to
# have (PEP 600): those not in stdenv are searched last.
#
#   keepStaticArchives     install the wheel's *.a files, which only builds use
#   wheelRecord            "warn" of files that are not those of the RECORD, or "refuse" them; without it: warn, since
#                          the lock has the hash of the whole wheel, and pip and uv install such a wheel
# shellcheck shell=bash disable=SC2034,SC2154

wheelUnpackPhase() {
  runHook preUnpack
  mkdir -p dist
  cp "$src" "dist/${src#"$NIX_STORE"/*-}"
  runHook postUnpack
}

wheelRemoveStaticArchives() {
  find "$prefix" -name '*.a' -type f -print -delete | sed 's/^/not installed, see keepStaticArchives: /'
}

if [ -z "${unpackPhase:-}" ]; then
  unpackPhase=wheelUnpackPhase
  dontConfigure=1
  dontBuild=1
  wheelRecord=${wheelRecord:-warn}
  [ -n "${keepStaticArchives:-}" ] || fixupOutputHooks+=(wheelRemoveStaticArchives)
  appendToVar stdenvLibraries @manylinux@
fi
