#!/bin/sh
# Maintainer scripts of a root, as dpkg runs them after it has unpacked all: by enter --configure, which shows the root as / and this as root.
# The store has one owner and no services, and what it has is the same on each machine: programs that would change users, services or make
# secrets do nothing. A script that ends with an error is named, and the root is without what it would have made.
#
#   configure.sh CLOCK ARCHITECTURE PACKAGE...   those packages, what they depend on first; CLOCK is the library of clock.c
clock="$1" architecture="$2"
shift 2
stubs=/usr/share/debpkgs-fhs/stubs
info=/var/lib/dpkg/info
export HOME=/tmp LC_ALL=C SOURCE_DATE_EPOCH=1 FORCE_SOURCE_DATE=1 DEBIAN_FRONTEND=noninteractive DPKG_ROOT='' DPKG_MAINTSCRIPT_NAME=postinst
export PERL_HASH_SEED=0 PYTHONHASHSEED=0
export PATH=$stubs:/usr/sbin:/usr/bin:/usr/games

mkdir -p "$stubs"
# stub TEXT NAME...
stub() {
  text="$1"
  shift
  for name; do
    printf '#!/bin/sh\n%s\n' "$text" >"$stubs/$name"
    chmod +x "$stubs/$name"
  done
}
# Users and services; packages' own bookkeeping; caches with times in them; secrets.
stub 'exit 0' adduser addgroup deluser delgroup useradd groupadd usermod chown chgrp chfn chsh add-shell remove-shell setcap mknod \
  systemctl deb-systemd-helper deb-systemd-invoke update-rc.d invoke-rc.d service start-stop-daemon systemd-tmpfiles systemd-sysusers \
  update-initramfs apparmor_parser udevadm update-inetd ischroot newaliases pg_createcluster \
  dpkg-trigger dpkg-statoverride dpkg-divert dpkg-maintscript-helper update-alternatives install-info \
  py3compile py3clean pycompile pypy3compile locale-gen \
  make-ssl-cert ssh-keygen dbus-uuidgen systemd-machine-id-setup
# What of the package database scripts ask: all that is there is installed.
cat >"$stubs/dpkg" <<END
#!/bin/sh
for name; do :; done
for list in $info/\${name%:*}.list $info/\${name%:*}:$architecture.list; do [ ! -e "\$list" ] || found="\$list"; done
case \$1 in
  --print-architecture) echo $architecture ;;
  -L | --listfiles) cat "\${found:?}" ;;
  -s | --status) [ -n "\$found" ] && echo "Status: install ok installed" ;;
  -W | --show | -f* | --showformat*)
    [ -n "\$found" ] || exit 1
    printf "install ok installed"
    ;;
  *) exit 1 ;;
esac
END
chmod +x "$stubs/dpkg"
ln -s dpkg "$stubs/dpkg-query"
# ucf [OPTION...] NEW PLACE
# shellcheck disable=SC2016 # a program's text
stub 'case " $* " in *" --purge "* | *" -p "*) exit 0 ;; esac
while [ $# -gt 2 ]; do shift; done
[ -e "$2" ] || { mkdir -p "${2%/*}" && cp "$1" "$2"; }' ucf
stub 'exit 0' ucfr ucfq
if [ ! -e /usr/share/debconf/confmodule ]; then
  mkdir -p /usr/share/debconf
  for name in beginblock capb clear endblock fset go info input metaget progress purge register reset set settitle stop subst title unregister \
    version x_loadtemplatefile; do
    echo "db_$name() { RET=; }"
  done >/usr/share/debconf/confmodule
  for name in get fget; do echo "db_$name() { RET=; }"; done >>/usr/share/debconf/confmodule
  made=/usr/share/debconf/confmodule
fi

# script PACKAGE WORD...
script() {
  package="$1"
  shift
  export DPKG_MAINTSCRIPT_PACKAGE="${package%:*}" DPKG_MAINTSCRIPT_ARCH="$architecture"
  file="$info/$package.postinst"
  [ -e "$file" ] || return 0
  # The programs above are not all that can fail; the rest of a script counts, too.
  sed -e '1s,\(sh\) -e$,\1,' -e 's/^[[:space:]]*set -e[[:space:]]*$/:/' "$file" >/tmp/postinst
  program="$(sed -n '1s,^#! *\([^ ]*\).*,\1,p' "$file")"
  # shellcheck disable=SC2086 # a word, or none
  (cd / && LD_PRELOAD="$clock" timeout 600 $program /tmp/postinst "$@") </dev/null >/tmp/postinst.log 2>&1 || {
    echo "note: $package: its maintainer script ended with an error; the root lacks what it makes"
    tail -n 3 /tmp/postinst.log
  }
}
for package; do script "$package" configure ""; done
for package; do
  [ -e "$info/$package.triggers" ] || continue
  interests="$(sed -n 's/^interest[a-z-]*[[:space:]]*//p' "$info/$package.triggers" | tr '\n' ' ')"
  [ -z "$interests" ] || script "$package" triggered "$interests"
done

rm -rf "$stubs" /tmp/postinst /tmp/postinst.log ${made:+"$made"} /var/cache/ldconfig
find /var -name '*.log' -type f -exec rm -f {} +
