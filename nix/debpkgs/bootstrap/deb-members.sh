# shellcheck shell=sh disable=SC3043
# `ar` and `unxz` for scripts that read .debs as Debian compresses them, with xz: other archives use what they like (Ubuntu: zstd).
#
#   zstd   the program, where a .deb of another archive may need it
ar() {
  local member
  member="$(command ar t "$2" | grep "^${3%.xz}" | head -n 1)"
  command ar p "$2" "$member" | case $member in
    *.xz) command unxz -c ;;
    *.gz) gunzip -c ;;
    *.bz2) bunzip2 -c ;;
    *.lzma) unlzma -c ;;
    *.zst) "${zstd:-zstd}" -dcq ;;
    *) cat ;;
  esac
}
unxz() { cat; }
