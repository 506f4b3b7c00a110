# shellcheck shell=sh
# Builder of the compiler wrappers.
# shellcheck disable=SC2154
set -eu
mkdir -p "$out/bin" "$out/nix-support"
printf '%s\n' "$interpreter" >"$out/nix-support/dynamic-linker"

# The static libraries of a later release's compiler call what C23 made of these functions; this release's C library has only
# those of C11, which know no binary numbers.
archives=
for archive in "$gcc/usr/lib/gcc/$triplet/$major"/*.a; do
  [ "$sysroot" != "$gcc" ] || break
  grep -q __isoc23_ "$archive" || continue
  mkdir -p "$out/lib"
  archives="-B$out/lib/"
  "$gcc/usr/bin/$triplet-objcopy" --enable-deterministic-archives --redefine-sym __isoc23_strtol=strtol --redefine-sym __isoc23_strtoul=strtoul \
    --redefine-sym __isoc23_strtoull=strtoull "$archive" "$out/lib/${archive##*/}"
done

wrap() {
  sed -e "s,@shell@,$shell,g" -e "s,@gcc@,$gcc,g" -e "s,@sysroot@,$sysroot,g" -e "s, @archives@,${archives:+ $archives},g" -e "s,@triplet@,$triplet,g" -e "s,@libraries@,$libraries,g" \
    -e "s,@interpreter@,$interpreter,g" -e "s,@store@,$store,g" -e "s,@program@,$1,g" -e "s,@target@,$2,g" -e "s,@cxx@,$3,g" \
    "$wrapper" >"$out/bin/$1"
  chmod 555 "$out/bin/$1"
}
wrap gcc "gcc-$major" ""
wrap cpp "cpp-$major" ""
ln -s gcc "$out/bin/cc"
ln -s gcc "$out/bin/$triplet-gcc"
case " $languages " in *" c++ "*)
  wrap g++ "g++-$major" 1
  ln -s g++ "$out/bin/c++"
  ln -s g++ "$out/bin/$triplet-g++"
  ;;
esac
for program in ar nm ranlib; do
  ln -s "$gcc/usr/bin/$triplet-gcc-$program-$major" "$out/bin/gcc-$program"
done
for program in gcov gcov-tool gcov-dump; do
  ln -s "$gcc/usr/bin/$triplet-$program-$major" "$out/bin/$program"
done
for program in addr2line ar as c++filt dwp elfedit gprof ld ld.bfd ld.gold nm objcopy objdump ranlib readelf size strings strip; do
  # Debian 13 has gold and dwp in a package of their own.
  [ -e "$gcc/usr/bin/$triplet-$program" ] || continue
  ln -s "$gcc/usr/bin/$triplet-$program" "$out/bin/$program"
done
