# shellcheck shell=sh
# Sourced by deb-builder.sh for glibc: the dynamic linker searches run paths and
# nothing else. Debian's would go on to the host's /etc/ld.so.cache and /lib, and
# so find other libraries on each machine. The names are overwritten in place by
# names of the same length that no machine has.
# shellcheck disable=SC2154
sed -i -e 's,/lib/,/nil/,g' -e 's,/etc/ld\.so\.cache,/nix/no-ld.cache,g' \
  -e 's,/etc/ld\.so\.preload,/nix/ld.so.preload,g' "$out/lib/$loader"
if strings "$out/lib/$loader" | grep -E '^/(usr/)?lib/|^/etc/ld'; then
  echo "error: $loader still searches the host's directories" >&2
  exit 1
fi
