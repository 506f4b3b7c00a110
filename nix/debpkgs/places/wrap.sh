# The package $plain in $out, its programs started with $view in Debian's places, by $library, and with what they depend on in PATH.
# shellcheck shell=bash disable=SC2154
mkdir -p "$out"
for entry in "$plain"/*; do
  [ "${entry##*/}" = bin ] || ln -s "$entry" "$out/"
done
# The C library looks for locales in /usr/lib/locale, by itself.
locales=()
# shellcheck disable=SC2016
[ ! -d "$view/lib/locale" ] || locales=(--run "[ -e /usr/lib/locale ] || export LOCPATH=\${LOCPATH-$view/lib/locale}")
[ ! -d "$plain/bin" ] || mkdir "$out/bin"
for program in "$plain"/bin/*; do
  if [ -f "$program" ] && [ -x "$program" ]; then
    # Some look for their files by the path that they are started with: that of the package, also where the image's /bin has a link to it.
    start=("$program" "$out/bin/${program##*/}" --argv0 "$out/bin/${program##*/}")
    # One in a prefix of its own (lib/postgresql/15/bin) looks there.
    case $(readlink "$program" || true) in
      */lib/*/bin/"${program##*/}") start=("$(readlink "$program")" "$out/bin/${program##*/}") ;;
    esac
    makeWrapper "${start[@]}" \
      --prefix DEBPKGS_PLACES : "$view" --prefix LD_PRELOAD : "$library/lib/libplaces.so" --suffix PATH : "$view/bin" \
      "${locales[@]}"
  elif [ -e "$program" ]; then
    ln -s "$program" "$out/bin/"
  fi
done
