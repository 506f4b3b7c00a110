# shellcheck shell=sh
# Re-link ELF files to the store: the one mechanism behind Debian's binaries,
# the fixup phase of stdenv and the native libraries of wheels.
#
#   relink_tree TREE   relink every dynamic ELF file below TREE
#
# Variables:
#   RELINK_PATCHELF        the patchelf command
#   RELINK_INTERPRETER     the dynamic linker's store path
#   RELINK_DIRS            directories searched for needed libraries, separated by blanks
#   RELINK_IGNORE          shell patterns of needed libraries that may stay unresolved,
#                          separated by blanks (the GPU driver's, say)
#   RELINK_STORE           the store's directory, default /nix/store
#
# A file's new run path lists, in the order of its needed libraries, the real
# directories in which they were found: first where the old run path says, then
# in the file's own tree, then in RELINK_DIRS. Nothing else stays, so the run
# path never keeps headers or a build directory alive. A needed library that is
# in none of them is an error.
#
# POSIX sh with `local`: runs under busybox sh (bootstrap) and bash (stdenv).
# shellcheck disable=SC3043

# Names of the ELF files below TREE: magic first, since most files are text.
relink_list_elf() {
  # No match is no failure: stdenv's phases run with pipefail.
  { find "$1" -type f -size +3 -exec grep -lF "$(printf '\177ELF')" {} + 2>/dev/null || true; } | sort |
    while IFS= read -r relink_candidate; do
      case $(head -c 18 "$relink_candidate" | od -An -v -tx1 | tr -d ' \n') in
        # ET_EXEC (2) and ET_DYN (3), little-endian; objects and cores stay as they are.
        7f454c46??01????????????????????0[23]00) printf '%s\n' "$relink_candidate" ;;
      esac
    done
}

# Print the real directory of library NAME for FILE, or fail.
relink_find_library() {
  local name="$1" file="$2" old_rpath="$3" tree="$4" dir
  local ifs="$IFS"
  IFS=:
  for dir in $old_rpath; do
    IFS="$ifs"
    case $dir in
      \$ORIGIN*) dir="${file%/*}${dir#\$ORIGIN}" ;;
      "\${ORIGIN}"*) dir="${file%/*}${dir#\$\{ORIGIN\}}" ;;
      "$tree"* | "${RELINK_STORE:-/nix/store}"/*) ;;
      *) continue ;;
    esac
    [ -e "$dir/$name" ] && relink_real_dir "$dir/$name" && return
  done
  IFS="$ifs"
  for dir in "$tree/lib" "${file%/*}" $RELINK_DIRS; do
    [ -e "$dir/$name" ] && relink_real_dir "$dir/$name" && return
  done
  return 1
}

relink_real_dir() {
  local real
  real="$(readlink -f "$1")" || return 1
  printf '%s\n' "${real%/*}"
}

# Whether a pattern of RELINK_IGNORE is NAME's. Without file name expansion, which
# would replace a pattern by what the current directory has, or by nothing.
relink_may_stay_missing() (
  set -f
  for pattern in $RELINK_IGNORE; do
    # shellcheck disable=SC2254
    case $1 in $pattern) exit 0 ;; esac
  done
  exit 1
)

relink_file() {
  local file="$1" tree="$2" needed old_rpath rpath="" name dir missing="" interpreter
  needed="$($RELINK_PATCHELF --print-needed "$file" 2>/dev/null)" || return 0
  old_rpath="$($RELINK_PATCHELF --print-rpath "$file")"
  for name in $needed; do
    case $name in
      ld-linux-*) continue ;; # in memory before anything is searched
    esac
    if dir="$(relink_find_library "$name" "$file" "$old_rpath" "$tree")"; then
      case ":$rpath:" in
        *":$dir:"*) ;;
        *) rpath="$rpath${rpath:+:}$dir" ;;
      esac
    else
      relink_may_stay_missing "$name" || missing="$missing $name"
    fi
  done
  if [ -n "$missing" ]; then
    echo "relink: $file needs$missing, found neither in its run path nor in: $RELINK_DIRS" >&2
    echo "relink: add the package that has it to the inputs, or its name to autoPatchelfIgnoreMissingDeps" >&2
    return 1
  fi
  set --
  if interpreter="$($RELINK_PATCHELF --print-interpreter "$file" 2>/dev/null)"; then
    case $interpreter in
      "$RELINK_INTERPRETER") ;;
      *) set -- --set-interpreter "$RELINK_INTERPRETER" ;;
    esac
  fi
  if [ "$rpath" != "$old_rpath" ]; then
    if [ -n "$rpath" ]; then
      set -- "$@" --set-rpath "$rpath"
    else
      # Removing the entry leaves its text in the file, and so a reference to what it named.
      set -- "$@" --set-rpath ""
    fi
  fi
  [ "$#" -eq 0 ] && return 0
  local writable=1
  [ -w "$file" ] || { writable=0 && chmod u+w "$file"; }
  $RELINK_PATCHELF "$@" "$file" || return 1
  [ -n "$rpath" ] || $RELINK_PATCHELF --remove-rpath "$file" || return 1
  [ "$writable" = 1 ] || chmod u-w "$file"
}

relink_tree() {
  local list file status=0
  list="$(mktemp)"
  relink_list_elf "$1" >"$list"
  while IFS= read -r file; do
    relink_file "$file" "$1" || status=1
  done <"$list"
  rm -f "$list"
  return "$status"
}
