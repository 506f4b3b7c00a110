# The compiler wrappers and the standard environment.
{
  lib,
  bootstrap,
  final,
  config,
}:
let
  # As in nixpkgs, overlays do not reach what builds everything: a package of one may be built by it.
  tools = import ./debian-packages.nix { inherit lib bootstrap; };
in
{
  gcc = import ./stdenv/cc-wrapper {
    inherit bootstrap;
    gcc = final.gcc-unwrapped;
    inherit (final) glibc libstdcxx bash;
  };
  # Compiles C for this release, by its headers and for its C library.
  gcc14 = import ./stdenv/cc-wrapper {
    inherit bootstrap;
    gcc = final.trixie.gcc-unwrapped;
    sysroot = final.gcc-unwrapped;
    languages = [ "c" ];
    inherit (final) glibc libstdcxx bash;
  };
  /** A standard environment with another compiler. */
  overrideCC = stdenv: cc: stdenv.override { inherit cc; };
  gcc14Stdenv = final.overrideCC final.stdenv final.gcc14;
  binutils = final.gcc;
  stdenv = import ./stdenv {
    inherit lib bootstrap config;
    inherit (tools) bash;
    inherit (final) patchelf;
    cc = final.gcc;
    initialPath = [
      tools.coreutils
      tools.findutils
      tools.diffutils
      tools.gnused
      tools.gnugrep
      tools.gawk
      tools.gnutar
      tools.gzip
      tools.bzip2
      tools.gnumake
      tools.bash
      tools.gnupatch
      tools.xz
      tools.file
      final.patchelf
    ];
  };
  patchelf = final.callPackage ./patchelf.nix { };
  stdenvNoCC = final.stdenv;
  cacert = final.callPackage ./certificates.nix { };
  gdb = final.callPackage ./gdb.nix { };
  valgrind = final.callPackage ./valgrind.nix { };
  bashInteractive = final.bash;
  runtimeShell = "${final.bash}/bin/bash";
  busybox = bootstrap.busybox // { pname = "busybox"; outputs = [ "out" ]; };
}
