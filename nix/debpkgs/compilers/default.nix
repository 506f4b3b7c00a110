# Compilers among further packages (gfortran, clang), wrapped as stdenv's gcc is.
#
#   name: package: the package, its compilers told what a build has; others as they are
{
  lib,
  pkgs,
  bootstrap,
  closureOf,
}:
let
  gcc = pkgs.gcc-unwrapped;
  isCompiler = { deb, ... }: builtins.match "(gfortran|gdc|gccgo|gm2|clang)-[0-9]+" deb != null;
in
name: package:
let
  closure = closureOf name;
  compilers = lib.filter isCompiler closure.direct;
  versions = map (one: one.version) compilers;
  out =
    pkgs.runCommandLocal "${lib.sanitizeDerivationName name}-wrapper-${lib.sanitizeDerivationName package.version}"
      {
        plain = package.out;
        inherit gcc;
        inherit (bootstrap) triplet;
        bintools = pkgs.gcc;
        wrapper = ../stdenv/cc-wrapper/wrapper.sh;
        shell = "${pkgs.bash}/bin/bash";
        interpreter = "${pkgs.glibc}/lib/${bootstrap.loader}";
        libraries = "${pkgs.glibc}/lib ${pkgs.libstdcxx}/lib";
        # A version is that of a source package.
        candidates = map (one: one.out) (lib.filter (one: lib.elem one.version versions) closure.debs);
        NIX_STORE = builtins.storeDir;
      }
      ''
        source ${./build.sh}
      '';
in
if compilers == [ ] then
  package
else
  package
  // out
  // {
    inherit out;
    inherit (package) pname version outputs;
    meta = package.meta // {
      mainProgram = name;
    };
    unwrapped = package;
    cc = package // {
      lib = pkgs.libstdcxx;
    };
    libc = pkgs.glibc;
    bintools = out // {
      dynamicLinker = "${pkgs.glibc}/lib/${bootstrap.loader}";
    };
    isClang = lib.any (one: lib.hasPrefix "clang-" one.deb) compilers;
    isGNU = lib.all (one: !lib.hasPrefix "clang-" one.deb) compilers;
    targetPrefix = "";
  }
