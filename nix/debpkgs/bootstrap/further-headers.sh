# shellcheck shell=sh
# What a package of headers is for builds that have it as an input: for further-builder.sh, in $out.
#
# After further-prefix.sh, whose functions it calls.
#
#   readable   what the package needs, without debpkgs' own: the compiler has the C library's headers
# shellcheck disable=SC2154

# Some of CMake's files (Boost) count the folders above them after following links: those of lib/$triplet/cmake must be there.
if [ -L "$out/lib/$triplet" ] && [ -d "$root/usr/lib/$triplet/cmake" ]; then
  prefix_triplet_folder
  mv "$out/lib/cmake" "$out/lib/$triplet/cmake"
  ln -s "$triplet/cmake" "$out/lib/cmake"
  # They name the prefix' include, also where the headers are those of another package; CMake refuses a folder that is not there.
  mkdir -p "$out/include"
fi

# What lies in CMake's folder itself is for several packages (BoostDetectToolset.cmake), which include it from the folder above theirs.
if [ -d "$out/lib/$triplet/cmake" ]; then
  for dir in $readable; do
    for path in "$dir/lib/$triplet/cmake"/*.cmake; do
      { [ -f "$path" ] && [ ! -e "$out/lib/$triplet/cmake/${path##*/}" ]; } || continue
      ln -s "$path" "$out/lib/$triplet/cmake/"
    done
  done
fi

# Not each dependency that a build reads is a -dev package: shared-mime-info has a .pc file, wayland-protocols has nothing else.
for dir in $readable; do
  for part in share/pkgconfig lib/pkgconfig include lib/cmake share/cmake; do
    [ -d "$dir/$part" ] || continue
    mkdir -p "$out/nix-support"
    case " $propagated " in
      *" $dir "*) ;;
      *) printf '%s\n' "$dir" >>"$out/nix-support/propagated-build-inputs" ;;
    esac
    break
  done
done
