# Compilers among further packages, wrapped as stdenv's gcc is: nix/debpkgs/compilers. gcc itself stands for those that have to be fetched.
{
  lib,
  pkgs,
  runCommand,
  runCommandCC,
}:
let
  inherit (pkgs) bootstrap;
  driver = "${pkgs.gcc-unwrapped}/usr/bin/${bootstrap.triplet}";
  major = lib.versions.major pkgs.gcc-unwrapped.version;
  plain =
    runCommand "demo-compiler-1" { } ''
      mkdir -p $out/bin
      ln -s ${driver}-gcc-${major} $out/bin/demo
      ln -s ${driver}-g++-${major} $out/bin/demo++
      ln -s ${pkgs.jq}/bin/jq $out/bin/
    '';
  compilers =
    direct:
    import ../debpkgs/compilers {
      inherit lib pkgs bootstrap;
      closureOf = _: {
        inherit direct;
        debs = direct;
      };
    } "demo" {
      inherit (plain) outPath;
      out = plain;
      pname = "demo";
      version = "1";
      meta = { };
      outputs = [ "out" ];
    };
  compiler = compilers [
    {
      deb = "gfortran-${major}";
      version = "1";
      out = pkgs.zlib;
    }
  ];
in
assert (compilers [ ]).outPath == plain.outPath;
assert compiler.isGNU && !compiler.isClang;
runCommandCC "compilers"
  {
    nativeBuildInputs = [ compiler ];
    # Not on the command line: what a build has.
    buildInputs = [ pkgs.expat ];
  }
  ''
    printf '#include <expat.h>\nint main(void) { return !XML_ExpatVersion(); }\n' >a.c
    printf '#include <iostream>\nint main() { std::cout << "one\\n"; }\n' >a.cc
    demo a.c -lexpat -o a
    demo++ a.cc -o b
    # Nothing of the environment: the store's dynamic linker and run paths are in the programs.
    env -i ./a
    [ "$(env -i ./b)" = one ]
    for program in a b; do readelf -l $program | grep -F '${pkgs.glibc}/lib/${bootstrap.loader}'; done
    # The compiler's own libraries are found, too; other programs are as they were.
    readelf -d b | grep -F '${pkgs.zlib}/lib'
    [ "$(readlink -f ${compiler}/bin/jq)" = "$(readlink -f ${pkgs.jq}/bin/jq)" ]
    touch $out
  ''
