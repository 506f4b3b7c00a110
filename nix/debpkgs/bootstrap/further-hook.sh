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

# Data that libraries look for below /usr and /etc: variables tell them where it is. What a person has set stays.
cat >>"$hook" <<'END'
# NAME=PLACE, or NAME+=PLACE for a path of places.
furtherVariable() {
  local name="${1%%=*}" place="${1#*=}"
  case " ${furtherVariables-} " in
    *" $1 "*) ;;
    *) furtherVariables="${furtherVariables-} $1" ;;
  esac
  case $name in
    *+)
      name="${name%+}"
      case ":${!name-}:" in
        *":$place:"*) ;;
        *) export "$name=${!name:+${!name}:}$place" ;;
      esac
      ;;
    *) export "$name=${!name:-$place}" ;;
  esac
}
# A Python package that is linked with such libraries takes their variables with it: Python reads .pth files as it starts, and what
# is built with the package reads its hook.
furtherPythonPlaces() {
  local site word name place
  for site in "$out"/lib/python3*/site-packages; do
    [ -d "$site" ] || continue
    mkdir -p "$out/nix-support"
    declare -f furtherVariable >>"$out/nix-support/setup-hook"
    for word in ${furtherVariables-}; do
      name="${word%%=*}" place="${word#*=}"
      echo "furtherVariable '$word'" >>"$out/nix-support/setup-hook"
      case $name in
        *+)
          name="${name%+}"
          echo "import os; os.environ['$name'] = ':'.join(dict.fromkeys([*filter(None, os.environ.get('$name', '').split(':')), '$place']))"
          ;;
        *) echo "import os; os.environ.setdefault('$name', '$place')" ;;
      esac >>"$site/debpkgs-${pname:-$name}.pth"
    done
  done
}
case " ${postInstallHooks[*]-} " in
  *" furtherPythonPlaces "*) ;;
  *) postInstallHooks+=(furtherPythonPlaces) ;;
esac
END
# The first that there is.
set_variable() {
  for folder in $folders; do
    for place in "$folder"/$2; do
      [ -e "$place" ] || continue
      echo "furtherVariable '$1=$place'" >>"$hook"
      return
    done
  done
}
# The prefix that has it.
set_prefix() {
  for folder in $folders; do
    [ -e "$folder/$2" ] || continue
    echo "furtherVariable '$1=$folder'" >>"$hook"
    return
  done
}
# All that there are.
join_variable() {
  for folder in $folders; do
    if [ -e "$folder/$2" ]; then echo "furtherVariable '$1+=$folder/$2'" >>"$hook"; fi
  done
}
set_variable ALSA_CONFIG_DIR share/alsa
set_variable FONTCONFIG_FILE etc/fonts/fonts.conf
set_variable GDAL_DATA share/gdal
join_variable GI_TYPELIB_PATH lib/girepository-1.0
set_variable MAGIC 'lib/file/magic.mgc'
set_variable MAGICK_CODER_MODULE_PATH 'lib/ImageMagick-*/modules-*/coders'
set_variable MAGICK_CONFIGURE_PATH 'etc/ImageMagick-*'
set_variable MAGICK_FILTER_MODULE_PATH 'lib/ImageMagick-*/modules-*/filters'
set_variable OCL_ICD_VENDORS etc/OpenCL/vendors
set_prefix OPAL_PREFIX lib/openmpi/lib
set_variable PROJ_DATA share/proj
set_variable PROJ_LIB share/proj
set_variable XKB_CONFIG_ROOT share/X11/xkb
set_variable XLOCALEDIR share/X11/locale
