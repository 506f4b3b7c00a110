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

# shellcheck disable=SC2086 # words
prefix_propagate $readable
