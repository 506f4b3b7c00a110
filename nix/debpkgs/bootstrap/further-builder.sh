# shellcheck shell=sh
# Builder of a package that debpkgs.toml of a project names: as deb-builder.sh, and then what nobody has looked at by hand.
#
#   debBuilder   path of deb-builder.sh; the rest is as there
#   debMembers   path of deb-members.sh
#   prefixBase   path of further-prefix.sh
#   alternativesBase   path of further-alternatives.sh
#
#   zstd         for a package of another archive than Debian's
#
# For a package of headers alone:
#   isHeaders    1
#   runtimes     other packages that have its libraries
#   headersBase  path of further-headers.sh, which reads `readable`
# shellcheck disable=SC1090,SC2154,SC3043
. "$debMembers"
. "$debBuilder"

# As deb-builder.sh does it for `runtime`: one prefix, in which a program that was linked finds what it needs.
for path in $runtimes; do
  for library in "$path"/lib/*.so*; do
    [ -f "$library" ] || continue
    mkdir -p "$out/lib"
    [ -e "$out/lib/${library##*/}" ] || ln -s "$library" "$out/lib/"
  done
done

. "$alternativesBase"
. "$prefixBase"
if [ "${isHeaders:-}" = 1 ]; then . "$headersBase"; fi
