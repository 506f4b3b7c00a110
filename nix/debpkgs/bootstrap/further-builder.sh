# shellcheck shell=sh
# Builder of a package that debpkgs.toml of a project names: as deb-builder.sh, and then what nobody has looked at by hand.
#
#   debBuilder   path of deb-builder.sh; the rest is as there
#   prefixBase   path of further-prefix.sh
#   runtimes     for a package of headers: other packages that have its libraries
#   isHeaders    for a package of headers: 1
# shellcheck disable=SC1090,SC2154,SC3043
. "$debBuilder"

# As deb-builder.sh does it for `runtime`: one prefix, in which a program that was linked finds what it needs.
for path in $runtimes; do
  for library in "$path"/lib/*.so*; do
    [ -f "$library" ] || continue
    mkdir -p "$out/lib"
    [ -e "$out/lib/${library##*/}" ] || ln -s "$library" "$out/lib/"
  done
done

. "$prefixBase"
