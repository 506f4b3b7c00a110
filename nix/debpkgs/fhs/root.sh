# The root of buildFHSEnv in $out: unchanged .debs as Debian has them, and links to what else is named.
#
#   debs      .deb files, with a space between; what they depend on first
#   configured   those whose maintainer scripts are run
#   enter     the program of that name
#   openssl   the program of that name
#   clock     the library of clock.c
#   others    a folder with bin, lib, ... of packages that are not Debian's; may be empty
#   busybox   the shell that maintainer scripts are read with, below bin/
# shellcheck shell=bash disable=SC2154
root="$out"
mkdir -p "$root"/usr/{bin,sbin,lib,lib64,local,share/debpkgs-fhs} "$root"/{etc,var/lib/dpkg,var/cache,var/log}
for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
printf '%s\n' "$triplet" >"$root/usr/share/debpkgs-fhs/triplet"

# What dpkg keeps of each package, for dpkg --list, --status, --listfiles and for configure.sh.
info="$root/var/lib/dpkg/info"
mkdir -p "$info" "$root/var/lib/dpkg/updates"
: >"$root/var/lib/dpkg/available"
echo 1 >"$info/format"
# shellcheck source=/dev/null
unpack() (
  source "$debMembers"
  for deb in $debs; do
    ar p "$deb" data.tar.xz | tar -xv -C "$root" --keep-directory-symlink --no-same-owner >files
    mkdir control
    ar p "$deb" control.tar.xz | tar -x -C control --no-same-owner
    name="$(sed -n 's/^Package: //p' control/control)"
    if grep -q '^Multi-Arch: same' control/control; then name+=":$(sed -n 's/^Architecture: //p' control/control)"; fi
    sed -e 's,^\./*,/,' -e 's,\(.\)/$,\1,' -e 's,^/$,/.,' files >"$info/$name.list"
    for file in conffiles postinst triggers; do
      [ ! -e "control/$file" ] || cp "control/$file" "$info/$name.$file"
    done
    sed -e '/^$/d' -e 's/^Package: .*/&\nStatus: install ok installed/' control/control
    echo
    case " $configured " in
      *" $deb "*) [ ! -e control/postinst ] || printf '%s\n' "$name" >&3 ;;
    esac
    rm -r control files
  done
)
unpack >"$root/var/lib/dpkg/status" 3>names
chmod -R u+w "$root"

# Links that update-alternatives makes: they are found as store paths.
export debs triplet root alternatives
PATH="$busybox/bin" sh -euc '
  . "$debMembers"
  place() { printf "%s\n" "${1#/}"; }
  out="$root"
  . "$alternatives"
'
find "$root" -type l -lname "$root/*" | while IFS= read -r link; do
  target="$(readlink "$link")"
  ln -sfn "${target#"$root"}" "$link"
done

# In each Debian, by maintainer scripts of packages that nothing depends on by name.
[ -e "$root/usr/bin/sh" ] || ln -s bash "$root/usr/bin/sh"
[ -e "$root/usr/bin/which" ] || [ -L "$root/usr/bin/which" ] || {
  printf '#!/bin/sh\ncommand -v "$@"\n' >"$root/usr/bin/which"
  chmod +x "$root/usr/bin/which"
}
# As update-ca-certificates: all in one file, and each by its name and by its hash.
if [ -d "$root/usr/share/ca-certificates" ]; then
  mkdir -p "$root/etc/ssl/certs" hashed
  mapfile -t certificates < <(find "$root/usr/share/ca-certificates" -name '*.crt' | sort)
  cat "${certificates[@]}" >"$root/etc/ssl/certs/ca-certificates.crt"
  for certificate in "${certificates[@]}"; do
    name="${certificate##*/}"
    cp "$certificate" "hashed/${name%.crt}.pem"
  done
  "$openssl" rehash hashed
  find hashed -type l -exec cp -P {} "$root/etc/ssl/certs/" \;
  for certificate in "${certificates[@]}"; do
    name="${certificate##*/}"
    ln -s "${certificate#"$root"}" "$root/etc/ssl/certs/${name%.crt}.pem"
  done
fi
[ -e "$root/etc/nsswitch.conf" ] || printf '%s\n' 'passwd: files' 'group: files' 'shadow: files' 'hosts: files dns' \
  'networks: files' 'protocols: files' 'services: files' >"$root/etc/nsswitch.conf"

# Libraries in folders that ldconfig would be told of: where it is missing, the linker finds them in the last of its own.
if [ ! -e "$root/usr/sbin/ldconfig" ]; then
  cat "$root"/etc/ld.so.conf.d/*.conf 2>/dev/null | grep '^/' | while IFS= read -r folder; do
    case $folder in /lib | /usr/lib | /lib/"$triplet" | /usr/lib/"$triplet") continue ;; esac
    for library in "$root$folder"/*.so*; do
      [ ! -e "$library" ] || [ -e "$root/usr/lib/${library##*/}" ] || ln -s "$folder/${library##*/}" "$root/usr/lib/"
    done
  done
fi

# What is not Debian's: the store has it, too.
if [ -n "$others" ]; then cp -rsn "$others"/. "$root/usr/"; fi

if [ -s names ]; then
  mapfile -t names <names
  [ -z "$lacking" ] || echo "note: maintainer scripts may lack what each Debian has; add it: debpkgs add $lacking"
  cp "$configure" "$root/usr/share/debpkgs-fhs/configure"
  mkdir mount
  "$enter" --configure "$PWD/mount" "$root" /usr/bin/bash /usr/share/debpkgs-fhs/configure "$clock" "$architecture" "${names[@]}"
  rm "$root/usr/share/debpkgs-fhs/configure"
fi

# These are the machine's.
(cd "$root" && rm -rf boot dev home media mnt nix proc root run srv sys tmp var/run var/lock var/tmp)
ln -s /run "$root/var/run"
ln -s /run/lock "$root/var/lock"
ln -s /tmp "$root/var/tmp"
