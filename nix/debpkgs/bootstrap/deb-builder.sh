# shellcheck shell=sh
# Builder of one Debian store path: unpack the .deb files in $debs, move their
# files to the places nixpkgs has them, and re-link everything to $deps.
# Runs under busybox sh.
#
#   out      the store path
#   debs     .deb files
#   deps     store paths that links, needed libraries and interpreters may point to
#   triplet  Debian's multiarch name, x86_64-linux-gnu
#   layout   flat: bin/ lib/ include/ share/, as nixpkgs has them
#            sysroot: usr/ kept, for a compiler that finds its parts by relative paths
#   remove   paths (after the move) that stay out
#   runtime  for a package of headers: the package that has the libraries
#   links    "PLACE=TARGET" words: links that Debian's maintainer scripts would make
#   relink   path of relink.sh; patchelf, interpreter: for it
# shellcheck disable=SC1090,SC2034,SC2086,SC2094,SC2154,SC3043
set -eu
export TZ=UTC LC_ALL=C
work="$PWD/debpkgs-unpack"
root="$work/root"
mkdir -p "$root" "$out"
for deb in $debs; do
  ar p "$deb" data.tar.xz | unxz -c | tar -x -C "$root"
done

# The place in $out of a path that a .deb has.
place() {
  local path="${1#/}"
  [ "$layout" = sysroot ] && {
    printf '%s\n' "$path"
    return
  }
  path="${path#usr/}"
  case $path in
    lib64/*) path="lib/${path#lib64/}" ;;
    sbin/*) path="bin/${path#sbin/}" ;;
    games/*) path="bin/${path#games/}" ;;
  esac
  case $path in
    "lib/$triplet/"*) path="lib/${path#lib/"$triplet"/}" ;;
    "include/$triplet/"*) path="include/${path#include/"$triplet"/}" ;;
  esac
  printf '%s\n' "$path"
}

# /a/b/../c -> /a/c, as text.
collapse() {
  local path="$1" next
  path="$(printf '%s' "$path" | sed -e 's,/\./,/,g' -e 's,//*,/,g')"
  while next="$(printf '%s' "$path" | sed -e 's,/[^/][^/]*/\.\./,/,')" && [ "$next" != "$path" ]; do path="$next"; done
  printf '%s\n' "$path"
}

# What people read rather than programs; licences stay.
cd "$root"
for dir in usr/share/man usr/share/info usr/share/lintian usr/share/bug usr/share/locale usr/share/doc-base \
  usr/share/bash-completion usr/share/zsh usr/share/menu usr/share/apport usr/share/gdb usr/share/applications var etc/init.d etc/default etc/cron.daily; do
  rm -rf "./$dir"
done
find usr/share/doc -mindepth 1 ! -type d ! -name copyright -exec rm -f {} + 2>/dev/null || true

# Links are made anew at the end, when it is known what they can point to.
find . -type l | sed 's,^\./,,' | sort >"$work/links"
while IFS= read -r link; do
  printf '%s\n' "$(readlink "$link")"
done <"$work/links" >"$work/targets"
while IFS= read -r link; do rm "$link"; done <"$work/links"

if [ "$layout" = sysroot ]; then
  cp -a . "$out/"
else
  for dir in usr .; do
    [ -d "$dir" ] || continue
    for entry in "$dir"/*; do
      [ -e "$entry" ] || continue
      name="${entry##*/}"
      [ "$dir/$name" = ./usr ] && continue
      to="$(place "${entry#./}/x")"
      mkdir -p "$out/${to%/x}"
      if [ -d "$entry" ]; then cp -a "$entry/." "$out/${to%/x}/"; else cp -a "$entry" "$out/$name"; fi
    done
  done
  for dir in lib include; do
    [ -d "$out/$dir/$triplet" ] || continue
    cp -a "$out/$dir/$triplet/." "$out/$dir/"
    rm -rf "${out:?}/$dir/$triplet"
  done
fi
cd "$out"
for path in $remove; do rm -rf "./$path"; done
find . -type d -exec chmod u+w,go-w {} +
chmod -R u+w .
find . -type f -perm +6000 -exec chmod ug-s {} +

# What a link may name in another package: the same place, or a library's name.
elsewhere() {
  local dep
  for dep in $deps; do
    if [ -e "$dep/$1" ] || [ -L "$dep/$1" ]; then
      printf '%s\n' "$dep/$1"
      return
    fi
  done
  case $1 in
    *.so | *.so.*)
      for dep in $deps; do
        if [ -e "$dep/lib/${1##*/}" ]; then
          printf '%s\n' "$dep/lib/${1##*/}"
          return
        fi
      done
      ;;
  esac
  return 1
}

flat_layout="$layout"
while IFS= read -r link <&3 && IFS= read -r target <&4; do
  case $target in
    /*) full="$(collapse "$target")" ;;
    *) full="$(collapse "/${link%/*}/$target")" ;;
  esac
  place="$(place "$link")"
  [ -d "$out/${place%/*}" ] || case $place in */*) mkdir -p "$out/${place%/*}" ;; esac
  { [ -e "$out/$place" ] || [ -L "$out/$place" ]; } && continue
  to="$(place "$full")"
  # The target in this package may itself be a link that is yet to be made.
  if [ -e "$out/$to" ] || grep -qxF -e "${full#/}" "$work/links"; then
    case ${place%/*} in
      "${to%/*}") ln -s "${to##*/}" "$out/$place" ;;
      *) ln -s "$out/$to" "$out/$place" ;;
    esac
  else
    layout=flat
    to="$(place "$full")"
    layout="$flat_layout"
    if found="$(elsewhere "$to")"; then
      ln -s "$found" "$out/$place"
    else
      echo "dropped: $place -> $target (in no package of this one's dependencies)"
    fi
  fi
done 3<"$work/links" 4<"$work/targets"
for link in ${links:-}; do
  mkdir -p "$(dirname "$out/${link%%=*}")"
  ln -s "${link#*=}" "$out/${link%%=*}"
done
# A chain that ends in nothing is of no use either.
find . -type l | sort | while IFS= read -r link; do
  [ -e "$link" ] || {
    echo "dropped: $link -> $(readlink "$link") (dangling)"
    rm "$link"
  }
done

# Headers and libraries are one prefix for CMake and for linker scripts.
if [ -n "$runtime" ]; then
  mkdir -p lib
  for library in "$runtime"/lib/*.so*; do
    [ -e "$library" ] || continue
    name="${library##*/}"
    [ -e "lib/$name" ] || ln -s "$library" "lib/$name"
  done
  ln -s . "lib/$triplet"
fi

# A compiler's linker scripts name the C library below its own root.
if [ "$layout" = sysroot ]; then
  for dep in $deps; do
    [ -e "$dep/lib/$loader" ] || continue
    mkdir -p "lib/$triplet" lib64
    for library in "$dep"/lib/*.so*; do
      [ -e "lib/$triplet/${library##*/}" ] || ln -s "$library" "lib/$triplet/"
    done
    ln -s "$dep/lib/$loader" "lib64/$loader"
    ln -s "$dep/lib/$loader" "lib/$loader"
  done
fi

# Some programs have such a name, too (pkg-config). Busybox' grep knows no -I.
is_text() {
  [ "$(head -c 4096 "$1" | wc -c)" -eq "$(head -c 4096 "$1" | tr -d '\000' | wc -c)" ]
}

# pkg-config files, libtool's .la files and -config scripts name the old places. CMake's compute
# theirs from where they are, which the link lib/$triplet keeps right.
find . -type f \( -name '*.pc' -o -name '*.la' -o -name '*-config' \) | while IFS= read -r file; do
  is_text "$file" || continue
  sed -i -e "s,/lib/$triplet,/lib,g" -e "s,/include/$triplet,/include,g" \
    -e "s,^prefix=/usr\$,prefix=$out," -e "s,^\(exec_prefix\|libdir\|includedir\)=/usr,\1=$out," \
    -e "s,\([ =:\"']\|-[IL]\)/usr/\(lib\|include\),\1$out/\2,g" "$file"
done

# Scripts: the interpreter from this package or a dependency.
find . -type f -perm +111 | sort | while IFS= read -r file; do
  [ "$(head -c 2 "$file")" = '#!' ] || continue
  line="$(head -n 1 "$file")"
  line="${line#\#!}"
  line="${line# }"
  program="${line%% *}"
  argument="${line#"$program"}"
  case $program in */env) program="${argument# }" argument="" ;; esac
  program="${program%% *}"
  for dir in "$out" $deps; do
    if [ -x "$dir/bin/${program##*/}" ]; then
      sed -i -e "1s,.*,#!$dir/bin/${program##*/}$argument," "$file"
      continue 2
    fi
  done
  case $file in
    ./bin/*)
      echo "dropped: $file (its interpreter ${program##*/} is in no dependency)"
      rm "$file"
      ;;
    *) chmod a-x "$file" ;; # a module that can also be run: still a module
  esac
done

if [ -n "${patchLoader:-}" ]; then . "$patchLoader"; fi

RELINK_PATCHELF="$patchelf"
RELINK_INTERPRETER="${interpreter:-$out/lib/${loader:-}}"
RELINK_DIRS=""
RELINK_IGNORE="${relinkIgnore:-}"
for dep in $deps; do RELINK_DIRS="$RELINK_DIRS $dep/lib"; done
[ "$layout" = sysroot ] && RELINK_DIRS="$RELINK_DIRS $out/usr/lib/$triplet $out/usr/lib"
. "$relink"
relink_tree "$out"

# A package that others build against says what it builds on.
if [ -n "${propagated:-}" ]; then
  mkdir -p nix-support
  printf '%s\n' "$propagated" >nix-support/propagated-build-inputs
fi

# Debian's packages come without bytecode, and an interpreter that runs as root would write it into the store. A file of that
# name stops it: Python cannot make the folder, and goes on without.
find . -type f -name '*.py' | sed 's,/[^/]*$,,' | sort -u | while IFS= read -r folder; do
  [ -e "$folder/__pycache__" ] || : >"$folder/__pycache__"
done

if grep -rlF "$work" "$out" 2>/dev/null; then
  echo "error: the files above mention the build directory $work" >&2
  exit 1
fi
find "$out" -depth -type d -empty -exec rmdir {} \;
mkdir -p "$out"
