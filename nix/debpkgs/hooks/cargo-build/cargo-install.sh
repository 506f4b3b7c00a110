# Install the programs, and the libraries that others link, of a package that cargoBuildHook built.
#
#   dontCargoInstall
# shellcheck shell=bash disable=SC2154

cargoInstallPhase() {
  runHook preInstall
  local profile="${cargoBuildType:-release}" file
  # Cargo's own name of its folder.
  [ "$profile" != dev ] || profile=debug
  mkdir -p "$out/bin" "$out/lib"
  for file in "${CARGO_TARGET_DIR:-target}/$profile"/*; do
    [ -f "$file" ] || continue
    case $file in
      *.so | *.a) cp "$file" "$out/lib/" ;;
      *.d | *.rlib) ;;
      *) [ ! -x "$file" ] || cp "$file" "$out/bin/" ;;
    esac
  done
  rmdir --ignore-fail-on-non-empty "$out/bin" "$out/lib"
  [ -n "$(ls -A "$out")" ] || {
    echo "cargoInstallPhase: Cargo built neither a program nor a library that others link; write an installPhase" >&2
    return 1
  }
  runHook postInstall
}

if [ -z "${dontCargoInstall:-}" ] && [ -z "${installPhase:-}" ]; then
  installPhase=cargoInstallPhase
fi
