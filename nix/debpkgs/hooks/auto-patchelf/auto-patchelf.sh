# The fixup phase re-links every ELF file as it is; this name exists for
# expressions written for nixpkgs, where it must be asked for.
# shellcheck shell=bash
addAutoPatchelfSearchPath() {
  local directory
  for directory in "$@"; do appendToVar stdenvLibraries "$directory"; done
}
