# The fixup phase re-links every ELF file as it is; these names exist for
# expressions written for nixpkgs, where it must be asked for.
#
#   runtimeDependencies   packages whose libraries the programs open by name
#   appendRunpaths        folders of libraries that any file opens by name
#   dontAutoPatchelf      leave both out
# shellcheck shell=bash disable=SC2154
addAutoPatchelfSearchPath() {
  local directory
  for directory in "$@"; do appendToVar stdenvLibraries "$directory"; done
}

# autoPatchelf PATH…
autoPatchelf() {
  local path
  for path in "$@"; do [[ $path == --* ]] || _relinkOutput "$path"; done
}

# What is only opened by name, nothing shows to be needed: the run path gets it after the fixup phase has done its part.
autoPatchelfOpened() {
  local -a packages=() folders=()
  local output file package folder path
  concatTo packages runtimeDependencies
  concatTo folders appendRunpaths
  ((${#packages[@]} + ${#folders[@]} > 0)) || return 0
  for output in $outputs; do
    while IFS= read -r file; do
      path=""
      for folder in ${folders[@]+"${folders[@]}"}; do path+=":$folder"; done
      if patchelf --print-interpreter "$file" >/dev/null 2>&1; then
        for package in ${packages[@]+"${packages[@]}"}; do path+=":$package/lib"; done
      fi
      [ -z "$path" ] || patchelf --add-rpath "${path#:}" "$file"
    done < <(relink_list_elf "${!output}")
  done
}

if [ -z "${dontAutoPatchelf:-}" ]; then
  postFixupHooks+=(autoPatchelfOpened)
fi
