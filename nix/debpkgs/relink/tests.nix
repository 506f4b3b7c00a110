# What the re-linker does to ELF files: each case is a small program or library, re-linked and then run or read.
{ stdenv }:
stdenv.mkDerivation {
  name = "relink-tests";
  src = ./relink.sh;
  test = ./tests.sh;
  dontUnpack = true;
  buildPhase = ''
    . "$test"
  '';
  installPhase = ''
    touch "$out"
  '';
}
