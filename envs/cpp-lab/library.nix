# What the notebook includes and links: headers of hpds' core and of sort-bench, and the checksums as a shared library.
{ stdenv, lib }:
stdenv.mkDerivation {
  pname = "cpp-lab-library";
  version = "1";
  dontUnpack = true;

  checksum = ../hpds/src/core/checksum;
  radixSort = ../sort-bench/src/radix_sort.hpp;

  buildPhase = ''
    runHook preBuild
    cp -r "$checksum" checksum
    $CC -std=c11 -O2 -fPIC -shared -Wall -Werror checksum/*.c -o libhpds-checksum.so
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    install -D -t "$out/lib" libhpds-checksum.so
    install -D -m 644 -t "$out/include/checksum" checksum/*.h
    install -D -m 644 "$radixSort" "$out/include/radix_sort.hpp"
    runHook postInstall
  '';

  meta = {
    description = "Checksums of hpds as a shared library, and the headers of the C++ notebook";
    license = lib.licenses.mit;
    platforms = lib.platforms.linux;
  };
}
