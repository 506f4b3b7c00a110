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
    makeWrapper "$program" "$out/bin/${program##*/}" --inherit-argv0 \
      --prefix DEBPKGS_PLACES : "$view" --prefix LD_PRELOAD : "$library/lib/libplaces.so" --suffix PATH : "$view/bin" \
      "${locales[@]}"
  elif [ -e "$program" ]; then
    ln -s "$program" "$out/bin/"
  fi
done
