# shellcheck shell=sh
# relink.sh for a package that debpkgs.toml of a project names, and that nobody has looked at by hand.
#
#   relinkBase   path of relink.sh
# shellcheck disable=SC1090,SC2154,SC3043
. "$relinkBase"

# Debian's run paths name folders of a package's own (lib/pulseaudio); those of dependencies count, too.
for folder in "$out" $deps; do
  for library in "$folder"/lib/*/*.so*; do
    [ -e "$library" ] || continue
    case " $RELINK_DIRS " in
      *" ${library%/*} "*) ;;
      *) RELINK_DIRS="$RELINK_DIRS ${library%/*}" ;;
    esac
  done
done

# What Debian's run paths name, wherever it is (lib/octave/7.3.0).
relink_add_run_paths() {
  local file folder dir
  relink_list_elf "$out" | while IFS= read -r file; do
    $RELINK_PATCHELF --print-rpath "$file" 2>/dev/null | tr : '\n'
  done | sort -u | grep '^/usr/lib/' | while IFS= read -r dir; do
    for folder in "$out" $deps; do
      [ ! -d "$folder/$(place "$dir")" ] || printf ' %s' "$folder/$(place "$dir")"
    done
  done
}
RELINK_DIRS="$RELINK_DIRS$(relink_add_run_paths)"

# As in relink.sh, but for links to a file of another name: alternatives (libpsm_infinipath.so.1 -> libpsm1/libpsm_infinipath.so.1.16).
relink_real_dir() {
  local real
  real="$(readlink -f "$1")" || return 1
  [ -e "${real%/*}/${1##*/}" ] || real="$1"
  printf '%s\n' "${real%/*}"
}

# All that Debian's dependencies name has been looked through: what needs more is a part, such as a plugin, that works only where
# somebody installs what Debian recommends.
relink_may_stay_missing() {
  echo "not there: $1, which no dependency has"
}
