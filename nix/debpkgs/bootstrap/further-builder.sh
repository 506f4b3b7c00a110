# shellcheck shell=sh
# Builder of a package that debpkgs.toml of a project names: as deb-builder.sh, and then what nobody has looked at by hand.
#
#   debBuilder   path of deb-builder.sh; the rest is as there
#   debMembers   path of deb-members.sh
#   prefixBase   path of further-prefix.sh
#   alternativesBase   path of further-alternatives.sh
#   siblings     those of deps that are of the same source
#
#   zstd         for a package of another archive than Debian's
#
# For a package of headers alone:
#   isHeaders    1
#   runtimes     other packages that have its libraries
#   headersBase  path of further-headers.sh, which reads `readable`
# shellcheck disable=SC1090,SC2154,SC2164,SC3043
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

# Links to what maintainer scripts make (/etc/R/Renviron): ../places makes them where the scripts did.
while IFS= read -r link <&3 && IFS= read -r target <&4; do
  case $target in
    /*) full="$(collapse "$target")" ;;
    *) full="$(collapse "/${link%/*}/$target")" ;;
  esac
  case $full in /etc/* | /var/*) ;; *) continue ;; esac
  at="$(place "$link")"
  { [ -e "$out/$at" ] || [ -L "$out/$at" ]; } && continue
  mkdir -p "$out/nix-support"
  printf '%s %s\n' "$at" "$full" >>"$out/nix-support/links-to-make"
done 3<"$work/links" 4<"$work/targets"

# deb-builder.sh ends in $out.
cd "$work"
. "$alternativesBase"
. "$prefixBase"
if [ "${isHeaders:-}" = 1 ]; then . "$headersBase"; fi
