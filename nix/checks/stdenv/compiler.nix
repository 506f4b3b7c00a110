# The compiler wrappers: programs run, flags reach gcc, two builds are one.
{
  lib,
  gcc14Stdenv,
  glibc,
  runCommand,
  runCommandCC,
  writeText,
  zlib,
}:
let
  hello = writeText "hello.c" ''
    #include <stdio.h>
    #include <string.h>
    int main(int argc, char **argv) {
      char text[8];
      strcpy(text, argc > 1 ? argv[1] : "hello");
      return puts(text) < 0;
    }
  '';
  # The object of a C file, as bytes, with an identifier made at random inside.
  object = seed: runCommand "object-${seed}" { inherit seed; out_ = "fixed"; } ''
    echo 'namespace { int value; } int *pointer() { return &value; }' >a.cpp
    NIX_CFLAGS_COMPILE="''${NIX_CFLAGS_COMPILE//-frandom-seed=''${_seed:0:10}/-frandom-seed=same}"
    g++ -g -O2 -c a.cpp -o $out
  '';
in
{
  languages = runCommandCC "languages" { } ''
    cp ${hello} hello.c
    $CC -O2 hello.c -o hello
    [ "$(./hello)" = hello ]
    cat >threads.cpp <<'END'
    #include <algorithm>
    #include <iostream>
    #include <stdexcept>
    #include <thread>
    #include <vector>
    int main() {
      std::vector<int> values{3, 1, 2};
      std::thread([&] { std::sort(values.begin(), values.end()); }).join();
      try {
        throw std::runtime_error("caught");
      } catch (const std::exception &error) {
        std::cout << values[0] << error.what() << std::endl;
      }
    }
    END
    $CXX -std=c++17 -O2 -pthread threads.cpp -o threads
    [ "$(./threads)" = 1caught ]
    echo 'int main(){return 0;}' | gcc -x c -static - -o static
    ./static
    [ "$(echo 'A B' | cpp -P -DA=1 -DB=2 | tr -d '\n')" = "1 2" ]
    grep -q ' 12\.' <(cc --version)
    touch $out
  '';

  # The next release's compiler makes programs for this one's C library.
  newer = gcc14Stdenv.mkDerivation {
    name = "newer-compiler";
    dontUnpack = true;
    buildPhase = ''
      cp ${hello} hello.c
      $CC -O2 -flto hello.c -o hello
      [ "$(./hello)" = hello ]
      grep -q ' 14\.' <(cc --version)
      grep -qF "runpath: [${glibc}/lib" <(readelf -d hello)
      # strtol of C23 is where programs for a later C library show themselves.
      echo '#include <stdlib.h>
      int main(int n, char **a) { return (int)strtol(n > 1 ? a[1] : "0", 0, 0); }' >number.c
      $CC number.c -o number
      ./number
      # Its own static libraries do, and are made to fit.
      $CC --coverage -fopenmp hello.c -o counted
      ./counted && [ -s counted-hello.gcda ]
      $CC -fopenmp hello.c -static -o alone
      ./alone
      ! type -P g++ c++ || exit 1
    '';
    installPhase = "touch $out";
  };

  hardening = runCommandCC "hardening" { } ''
    gcc -O2 ${hello} -o hardened
    grep -q __strcpy_chk <(nm -u hardened)
    grep -q __stack_chk_fail <(nm -u hardened)
    grep -q BIND_NOW <(readelf -d hardened)
    grep -q GNU_RELRO <(readelf -Wl hardened)
    [ "$(./hardened abc)" = abc ]
    # An overflow is caught, not suffered.
    ! ./hardened 0123456789 2>message || exit 1
    grep -q 'buffer overflow detected' message
    touch $out
  '';

  hardeningDisabled = runCommandCC "hardening-disabled" { hardeningDisable = [ "all" ]; } ''
    gcc -O2 ${hello} -o plain
    ! nm -u plain | grep -e __strcpy_chk -e __stack_chk_fail || exit 1
    ! readelf -d plain | grep BIND_NOW || exit 1
    touch $out
  '';

  # Each input's directories are given once, and its own name is the seed.
  flags = runCommandCC "flags" { buildInputs = [ zlib ]; } ''
    [[ " $NIX_CFLAGS_COMPILE " == *" -frandom-seed=''${out:11:10} "* ]]
    [[ " $NIX_CFLAGS_COMPILE " == *" -isystem ${zlib.dev}/include "* ]]
    [[ " $NIX_LDFLAGS " == *" -L${lib.getLib zlib}/lib "* || " $NIX_LDFLAGS " == *" -L${zlib.dev}/lib "* ]]
    [[ " $NIX_CFLAGS_COMPILE " == *" -ffile-prefix-map=$NIX_BUILD_TOP=. "* ]]
    gcc -g -O2 -c ${hello} -o hello.o -###  2>command
    grep -q -e -frandom-seed command
    # Nor is the build directory in what the compiler writes about itself.
    echo 'const char *here = __FILE__;' >here.c
    gcc -g -c "$PWD/here.c"
    ! grep -F "$NIX_BUILD_TOP" here.o || exit 1
    touch $out
  '';

  # The machine that builds does not show in what is built, unless that is asked for.
  native = runCommandCC "native" { NIX_CFLAGS_LINK = "-Wl,-soname,by-link-flags"; } ''
    echo 'int f(void) { return 1; }' >f.c
    gcc -O2 -c f.c -o plain.o
    gcc -O2 -march=native -mtune=native -c f.c -o built.o 2>message
    cmp plain.o built.o
    grep -q 'leaving out -march=native' message
    NIX_ENFORCE_NO_NATIVE=0 gcc -### -march=native -c f.c 2>allowed
    ! grep 'leaving out' allowed || exit 1
    gcc -shared f.c -fPIC -o libf.so
    grep -q by-link-flags <(readelf -d libf.so)
    touch $out
  '';

  sameBytes = runCommandCC "same-bytes" { } ''
    cmp ${object "a"} ${object "b"}
    touch $out
  '';

  # A program runs as soon as it is linked, by -L, by a file name, and by -l.
  runPathWhileBuilding = runCommandCC "run-path-while-building" { buildInputs = [ zlib ]; } ''
    echo '#include <zlib.h>
    int main(void) { return zlibVersion()[0] != 49; }' >z.c
    gcc z.c -o by-name -lz
    ./by-name
    gcc z.c -o by-path ${lib.getLib zlib}/lib/libz.so.1
    ./by-path
    NIX_LDFLAGS= gcc z.c -o by-directory -L ${lib.getLib zlib}/lib -l:libz.so.1
    ./by-directory
    touch $out
  '';
}
