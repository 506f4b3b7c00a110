# shellcheck shell=sh
# Builder of the bootstrap tools: busybox under its programs' names, and Debian's
# patchelf started through its own dynamic linker, since nothing is re-linked yet.
# shellcheck disable=SC2154
set -eu
"$busybox" mkdir -p "$out/bin" "$out/lib"
"$busybox" --install -s "$out/bin"
PATH="$out/bin"
mkdir root
for deb in $debs; do
  ar p "$deb" data.tar.xz | unxz -c | tar -x -C root
done
for dir in root/lib/*-linux-gnu root/usr/lib/*-linux-gnu; do
  cp -a "$dir"/*.so* "$out/lib/"
done
cp root/usr/bin/patchelf "$out/lib/patchelf"
cat >"$out/bin/patchelf" <<END
#!$busybox sh
exec $out/lib/$loader --library-path $out/lib $out/lib/patchelf "\$@"
END
chmod 555 "$out/bin/patchelf"
