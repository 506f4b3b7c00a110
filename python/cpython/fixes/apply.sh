# In the unpacked source: Debian's series of patches without those in $left.
# shellcheck shell=bash disable=SC2154
tar -xf "$debian" debian/patches
series=$(sed '/^#/d; /^$/d' debian/patches/series)
for name in $left; do
  grep -qxF "$name" <<<"$series" || {
    echo "error: python3 $version: Debian's series has no $name; remove it from python/cpython/fixes/left/$version.nix" >&2
    exit 1
  }
done
for name in $series; do
  [[ " $left " != *" $name "* ]] || continue
  echo "applying $name"
  patch --strip=1 --batch --no-backup-if-mismatch --input="debian/patches/$name" || {
    echo "error: python3 $version: $name does not apply; if it is for Debian alone, name it in python/cpython/fixes/left/$version.nix" >&2
    exit 1
  }
done
rm -r debian
