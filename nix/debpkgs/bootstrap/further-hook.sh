# shellcheck shell=sh
# Builder of the setup hook of a package of headers: for what is linked with it, and for programs that start with its libraries.
#
#   folders     store paths of what it and its libraries need
#   compilers   those among them that are the compiler's own run-time libraries
#   linker      the dynamic linker of the archive that they are from, where that has a C library of its own
# shellcheck disable=SC2154
set -eu
mkdir -p "$out/nix-support"
hook="$out/nix-support/setup-hook"

# Each flag once: packages share most of their libraries, and an environment variable holds 128 KiB at most.
cat >"$hook" <<'END'
furtherLinkFlag() {
  case " ${NIX_LDFLAGS-} " in
    *" $1 "*) ;;
    *) appendToVar NIX_LDFLAGS "$1" ;;
  esac
}
END

# Where ld finds what libraries themselves need: it does not follow run paths, since gcc has a sysroot.
for folder in $folders; do
  for library in "$folder"/lib/*.so* "$folder"/lib/*/*.so*; do
    [ ! -e "$library" ] || echo "furtherLinkFlag -rpath-link=${library%/*}"
  done
done | sort -u >>"$hook"

# gcc finds its own run-time libraries (libgomp, libquadmath) in its tree, which is no run path.
for folder in $compilers; do echo "furtherLinkFlag -L$folder/lib"; done >>"$hook"

# A process has one C library. Only the compiler of that archive's stdenv links with its C library.
if [ -n "${linker:-}" ]; then
  cat >>"$hook" <<END
if [ "\$(cat "\${NIX_CC:-/nowhere}/nix-support/dynamic-linker" 2>/dev/null)" = $linker ]; then
  furtherLinkFlag --allow-shlib-undefined
else
  echo "warning: ${out##*/}: its libraries need a newer C library; build with pkgs.archives.NAME.stdenv of their archive" >&2
fi
END
fi

# Data that libraries look for below /usr and /etc: variables tell them where it is.
set_variable() {
  for folder in $folders; do
    for place in "$folder"/$2; do
      [ -e "$place" ] || continue
      # What a person has set stays.
      echo "export $1=\"\${$1:-$place}\""
      return
    done
  done
}
{
  set_variable FONTCONFIG_FILE etc/fonts/fonts.conf
  set_variable GDAL_DATA share/gdal
  set_variable MAGIC 'lib/file/magic.mgc'
  set_variable MAGICK_CODER_MODULE_PATH 'lib/ImageMagick-*/modules-*/coders'
  set_variable MAGICK_CONFIGURE_PATH 'etc/ImageMagick-*'
  set_variable MAGICK_FILTER_MODULE_PATH 'lib/ImageMagick-*/modules-*/filters'
  set_variable OCL_ICD_VENDORS etc/OpenCL/vendors
  set_variable PROJ_DATA share/proj
  set_variable PROJ_LIB share/proj
  set_variable XKB_CONFIG_ROOT share/X11/xkb
  set_variable XLOCALEDIR share/X11/locale
} >>"$hook"
