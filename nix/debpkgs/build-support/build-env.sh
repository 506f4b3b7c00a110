# Merge $paths into $out by links: a directory that one path has is one link, or
# with $realDirectories a directory of links, as one that several have is.
# shellcheck shell=bash disable=SC2154

# _linkEntry SOURCE TARGET: make TARGET stand for SOURCE as well.
_linkEntry() {
  local -r source="$1" target="$2"
  local existing entry
  if [ ! -e "$target" ] && [ ! -L "$target" ]; then
    if [ -n "${realDirectories:-}" ] && [ -d "$source" ] && [ ! -L "$source" ]; then
      cp -rs --no-preserve=mode "$source" "$target"
    else
      ln -s "$source" "$target"
    fi
    return
  fi
  if [ -d "$target" ] && [ -d "$source" ]; then
    if [ -L "$target" ]; then
      existing="$(readlink -f "$target")"
      [ "$existing" = "$(readlink -f "$source")" ] && return
      rm "$target"
      mkdir "$target"
      _linkChildren "$existing" "$target"
    fi
    _linkChildren "$source" "$target"
    return
  fi
  [ -n "${ignoreCollisions:-}" ] && return
  [ -f "$target" ] && [ -f "$source" ] && _sayTheSame "$target" "$source" && return
  echo "error: $name: $(readlink -f "$target") and $source both want to be ${target#"$out"}; leave one out, or set ignoreCollisions" >&2
  return 1
}

# _sayTheSame FILE FILE: two files, but for what their packages' own paths in the store make of them, are the same.
_sayTheSame() {
  cmp -s "$1" "$2" && return
  case $2 in
    # The path of the source, which is compared itself.
    */__pycache__/*.pyc) return 0 ;;
    # A program of two Python packages: the line that has each one's folders.
    */bin/*) cmp -s <(_withoutFolders "$1") <(_withoutFolders "$2") ;;
    *) return 1 ;;
  esac
}

_withoutFolders() {
  sed '/^import site as _site; .*  # added by wrapPythonPrograms$/d' "$1"
}

_linkChildren() {
  local entry
  shopt -s dotglob
  for entry in "$1"/*; do _linkEntry "$entry" "$2/${entry##*/}"; done
}

buildEnv() {
  local path wanted
  mkdir -p "$out"
  for path in $paths; do
    for wanted in $pathsToLink; do
      wanted="${wanted%/}"
      [ -d "$path$wanted" ] || continue
      mkdir -p "$out$wanted"
      _linkChildren "$path$wanted" "$out$wanted"
    done
  done
  # What propagation and hooks say of one package does not hold for the whole.
  rm -rf "$out/nix-support"
}
