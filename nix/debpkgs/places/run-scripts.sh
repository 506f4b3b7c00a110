# What the maintainer scripts of packages make, in $out: they are run with the packages, $view, in Debian's places.
#
#   order      a file: two packages a line, the first is configured before the second
#   packages   a file: a package and its .deb a line
#   library    the folder of libplaces.so and libmade.so
#   shell      the shell of scripts
#
# A script that fails goes on, as far as it can: there is no system here, no user and no service. Keys, which belong to one machine, are
# not made.
# shellcheck shell=bash disable=SC2154,SC2164
work="$PWD"
tree="$work/tree" stubs="$work/stubs"
mkdir -p "$tree" "$stubs" "$work/control" "$work/temporary"
# A link to the folder that it is in (bin/X11) is passed over.
cp -rsL --no-preserve=mode "$view"/. "$tree/" 2>"$work/passed-over" || ! grep -v 'cyclic symbolic link' "$work/passed-over"
mkdir -p "$tree"/{bin,etc,lib,libexec,share,var/lib,var/cache,var/log}

# Links of packages to what a script makes.
while read -r part; do
  [ -e "$part/nix-support/links-to-make" ] || continue
  while read -r link target; do
    [ -e "$tree/$link" ] || [ -L "$tree/$link" ] || {
      mkdir -p "$tree/$(dirname "$link")"
      ln -s "$tree$target" "$tree/$link"
    }
  done <"$part/nix-support/links-to-make"
done <"$view/nix-support/parts"

# Programs of Debian's installation.
stub() {
  printf '#!%s/bin/sh\n%s\n' "$shell" "$2" >"$stubs/$1"
  chmod +x "$stubs/$1"
}
for program in addgroup adduser chown chgrp dbus-uuidgen deb-systemd-helper deb-systemd-invoke dpkg-divert dpkg-maintscript-helper \
  dpkg-statoverride groupadd groupmod invoke-rc.d ldconfig make-ssl-cert openssl pg_createcluster service ssh-keygen systemctl systemd-sysusers \
  systemd-tmpfiles ucfr update-alternatives update-ca-certificates update-initramfs update-rc.d useradd usermod uuidgen; do
  stub "$program" 'exit 0'
done
# shellcheck disable=SC2016
stub which 'for name; do command -v "$name" || exit 1; done'
# Nothing was there before: of a comparison of versions the first is none.
# shellcheck disable=SC2016
stub dpkg 'case "$1,$2,$3" in --compare-versions,,l[te]) exit 0 ;; *) exit 1 ;; esac'
# shellcheck disable=SC2016
stub dpkg-query "for name; do :; done; grep -qxF -e \"\${name%:*}\" $work/configured && printf 'install ok installed'"
# shellcheck disable=SC2016
stub dpkg-trigger "for name; do case \$name in --*) ;; *) echo \"\$name\" >>$work/activated ;; esac; done"
# shellcheck disable=SC2016
stub ucf 'while :; do case "$1" in --*) shift ;; *) break ;; esac; done
[ $# -lt 2 ] || [ -e "$2" ] || { mkdir -p "$(dirname "$2")" && cat "$1" >"$2"; }'
mkdir -p "$tree/share/debconf"
for command in beginblock capb clear endblock fget fset get go info input metaget progress purge register reset set settitle stop subst \
  title unregister version; do
  echo "db_$command() { RET=; }"
done >"$tree/share/debconf/confmodule"

: >"$work/configured"
: >"$work/activated"
: >"$work/interests"
# script PACKAGE ARGUMENT...: run its postinst
script() {
  local name="$1" interpreter="$shell/bin/sh"
  shift
  if [ "$(sed -n '1{/perl/p}' "$work/control/$name/postinst")" ]; then interpreter=perl; fi
  sed -e '1s/ -e$//' -e 's/^[[:space:]]*set -e.*//' "$work/control/$name/postinst" >"$work/control/$name/script"
  echo "$name: postinst $*"
  (
    cd /
    timeout 300 env -i PATH="$stubs:$tree/bin" HOME=/nonexistent TMPDIR="$work/temporary" LC_ALL=C DEBIAN_FRONTEND=noninteractive DPKG_MAINTSCRIPT_NAME=postinst \
      DPKG_MAINTSCRIPT_PACKAGE="$name" SOURCE_DATE_EPOCH=1 FORCE_SOURCE_DATE=1 PERL_HASH_SEED=0 \
      DEBPKGS_MADE="$tree" DEBPKGS_PLACES="$tree" LD_PRELOAD="$library/libmade.so:$library/libplaces.so" \
      "$interpreter" "$work/control/$name/script" "$@" </dev/null
  ) || {
    echo "$name: postinst $*: exit status $?"
    # Some put aside what their programs print.
    find /tmp "$work/temporary" -type f -newer "$work/control/$name/script" -exec tail -n 20 {} + || true
  }
}

# member DEB PART: a part of a .deb, control or data, as a tar archive
member() {
  local name
  name="$(ar t "$1" | grep "^$2\.tar")" || return
  ar p "$1" "$name" | case $name in
    *.xz) xz -dc ;;
    *.gz) gzip -dc ;;
    *.zst) zstd -dcq ;;
    *) cat ;;
  esac
}

# A cycle is broken somewhere, as dpkg does.
{ tsort "$order" || true; } 2>/dev/null >"$work/sorted"
declare -A debs
while read -r package deb; do debs[$package]=$deb; done <"$packages"
chosen=()
while read -r package; do
  [ -n "${debs[$package]-}" ] || continue
  mkdir "$work/control/$package"
  member "${debs[$package]}" control | tar -x -C "$work/control/$package"
  chosen+=("$package")
  # A package of the store is without what Debian has in /var, and here it may be what a script reads.
  if grep -qs ' var/' "$work/control/$package/md5sums"; then
    member "${debs[$package]}" data | tar -x --no-same-permissions -C "$tree" ./var
  fi
  [ ! -e "$work/control/$package/triggers" ] || {
    sed -n 's/^activate\(-[a-z]*\)\? //p' "$work/control/$package/triggers" >>"$work/activated"
    sed -n "s/^interest\(-[a-z]*\)\? /$package /p" "$work/control/$package/triggers" >>"$work/interests"
  }
done <"$work/sorted"
for package in "${chosen[@]}"; do
  [ ! -e "$work/control/$package/postinst" ] || script "$package" configure ''
  echo "$package" >>"$work/configured"
done

# What packages want to know of: their files in a folder, or a trigger's name.
declare -A wanted
chosen=()
while read -r package interest; do
  case $interest in
    # lib/TRIPLET is lib.
    /*) [ -d "$tree/${interest#/usr/}" ] || [ -d "$tree/lib/${interest#/usr/lib/*-linux-gnu/}" ] || continue ;;
    *) grep -qxF -e "$interest" "$work/activated" || continue ;;
  esac
  [ -n "${wanted[$package]-}" ] || chosen+=("$package")
  wanted[$package]="${wanted[$package]-} $interest"
done <"$work/interests"
for package in "${chosen[@]}"; do
  [ ! -e "$work/control/$package/postinst" ] || script "$package" triggered "${wanted[$package]# }"
done

# What is new. A text may name the tree, in which Debian's places are not Debian's any more.
rm "$tree/share/debconf/confmodule"
mkdir -p "$out"
cd "$tree"
find . -type f ! -path ./nix-support/parts ! -path './var/log/*' ! -name '*.log' ! -name '*~' | sort | while IFS= read -r file; do
  mkdir -p "$out/${file%/*}"
  cp --no-preserve=mode "$file" "$out/$file"
  [ ! -x "$file" ] || chmod +x "$out/$file"
  if grep -qIF "$tree" "$out/$file"; then
    sed -i -e "s,$tree/\(etc\|var\)/,/\1/,g" -e "s,$tree/,/usr/,g" "$out/$file"
  fi
done
find . -type l ! -lname "$view/*" | sort | while IFS= read -r link; do
  target="$(readlink "$link")"
  case $target in
    "$tree"/*)
      { [ -f "$target" ] && [ -f "$out/${target#"$tree/"}" ]; } || continue
      target="$out/${target#"$tree/"}"
      ;;
    *) [ -e "$link" ] || continue ;;
  esac
  mkdir -p "$out/${link%/*}"
  ln -s "$target" "$out/$link"
done
cd "$work"
if grep -rlF 'PRIVATE KEY-----' "$out"; then
  echo "error: $name: the files above have keys, which belong to one machine" >&2
  exit 1
fi
if grep -rlF "$work" "$out"; then
  echo "error: $name: the files above name the folder of the build" >&2
  exit 1
fi
