# shellcheck shell=sh
# Builder of a package that debpkgs.toml of a project names: as deb-builder.sh, and then places of Debian in texts that programs read
# for them, which nobody has looked at by hand.
#
#   debBuilder   path of deb-builder.sh; the rest is as there
#   runtimes     for a package of headers: other packages that have its libraries
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

# Programs that print where headers and libraries are: pg_config, mysql_config, krb5-config.
for program in "$out"/bin/*config*; do
  { [ -f "$program" ] && [ ! -L "$program" ] && grep -qI . "$program"; } || continue
  for folder in include lib share bin; do
    sed -i -e "s,\([ =:\"']\|-[IL]\|^\)/usr/$folder\(/$triplet\)\?\([/ \"':]\|\$\),\1$out/$folder\3,g" "$program"
  done
done
