# In the unpacked source: Debian's series of patches without those in $left.
# shellcheck shell=bash disable=SC2154
tar -xf "$debian" debian/patches
series=$(sed '/^#/d; /^$/d' debian/patches/series)
for fix in $left; do
  grep -qxF "$fix" <<<"$series" || {
    echo "error: python3 $version: Debian's series has no $fix; remove it from python/cpython/fixes/left/$version.nix" >&2
    exit 1
  }
done
for fix in $series; do
  [[ " $left " != *" $fix "* ]] || continue
  echo "applying $fix"
  patch --strip=1 --batch --no-backup-if-mismatch --input="debian/patches/$fix" || {
    echo "error: python3 $version: $fix does not apply; if it is for Debian alone, name it in python/cpython/fixes/left/$version.nix" >&2
    exit 1
  }
done
rm -r debian
