# The package $plain in $out, its compilers started as stdenv's gcc is: told where the C library, the dynamic linker and a build's inputs
# are. The rest of a compiler finds itself; what it has of gcc (start files, libgcc, assembler and linker) is in $gcc.
#
#   wrapper     ../stdenv/cc-wrapper/wrapper.sh
#   gcc         the tree of stdenv's gcc
#   bintools    the package of its wrapped programs
#   candidates  packages that may have the compiler's own run-time libraries
#   libraries   folders of libraries that every program may need
# shellcheck shell=bash disable=SC2154
tree="$out/libexec"
mkdir -p "$out/bin" "$tree/usr/bin" "$out/nix-support"
printf '%s\n' "$interpreter" >"$out/nix-support/dynamic-linker"
for entry in "$plain"/*; do
  case ${entry##*/} in bin | libexec | nix-support) ;; *) ln -s "$entry" "$out/" ;; esac
done
for program in as ld ld.bfd ld.gold; do
  [ ! -e "$gcc/usr/bin/$triplet-$program" ] || ln -s "$gcc/usr/bin/$triplet-$program" "$tree/usr/bin/$program"
done
for package in $candidates; do
  for library in "$package"/lib/*.so.*; do
    [ ! -e "$library" ] || { libraries+=" $package/lib" && break; }
  done
done

# wrap PROGRAM TARGET C++ FLAGS: TARGET is the driver's name without the triplet
wrap() {
  sed -e "s,@shell@,$shell,g" -e "s,@gcc@,$tree,g" -e "s,@sysroot@,$gcc,g" -e "s, @archives@, $4,g" -e "s,@triplet@,$triplet,g" \
    -e "s,@libraries@,$libraries,g" -e "s,@interpreter@,$interpreter,g" -e "s,@store@,$NIX_STORE,g" -e "s,@program@,$1,g" \
    -e "s,@target@,$2,g" -e "s,@cxx@,$3,g" "$wrapper" >"$out/bin/$1"
  chmod +x "$out/bin/$1"
}

for program in "$plain"/bin/*; do
  name="${program##*/}"
  real="$(readlink -f "$program")"
  cxx=
  case $name in *++*) cxx=1 ;; esac
  case ${real##*/} in
    clang | clang-[0-9]*)
      # By its name clang tells which of them it is.
      target="clang${cxx:+++}"
      ln -sfn "$real" "$tree/usr/bin/$triplet-$target"
      wrap "$name" "$target" "$cxx" "--gcc-toolchain=$gcc/usr"
      ;;
    "$triplet"-*-[0-9]*)
      target="${real##*/"$triplet"-}"
      case $target in gfortran-* | gdc-* | gccgo-* | gm2-* | gcc-* | g++-*) ;; *) ln -s "$program" "$out/bin/" && continue ;; esac
      ln -sfn "$real" "$tree/usr/bin/$triplet-$target"
      own="${real%/bin/*}/lib/gcc/$triplet/${target##*-}"
      wrap "$name" "$target" "$cxx" "-B$own/ -B$gcc/usr/lib/gcc/$triplet/${target##*-}/"
      ;;
    *) ln -s "$program" "$out/bin/" ;;
  esac
done

# As nixpkgs' hook of gfortran does.
[ ! -e "$out/bin/gfortran" ] || echo "export FC=\"\${FC-gfortran}\"" >"$out/nix-support/setup-hook"
# A package that is stdenv's compiler has all of its programs.
for program in "$bintools"/bin/*; do
  name="${program##*/}"
  case $name in gcc* | g++* | c++* | cpp* | cc | "$triplet"-*) continue ;; esac
  [ -e "$out/bin/$name" ] || ln -s "$program" "$out/bin/"
done
