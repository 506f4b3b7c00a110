# Debian's gcc as nixpkgs' `stdenv.cc`: the drivers wrapped, binutils beside them.
{
  bootstrap,
  gcc,
  /** The tree that has the C library's headers and start files. */
  sysroot ? gcc,
  languages ? [
    "c"
    "c++"
  ],
  glibc,
  libstdcxx,
  bash,
}:
let
  cc = derivation {
    name = "gcc-wrapper-${gcc.version}";
    inherit (bootstrap.platform) system;
    builder = "${bootstrap.busybox}/bin/busybox";
    args = [
      "sh"
      ./build.sh
    ];
    PATH = "${bootstrap.tools}/bin";
    wrapper = ./wrapper.sh;
    shell = "${bash}/bin/bash";
    inherit gcc sysroot languages;
    major = builtins.head (builtins.splitVersion gcc.version);
    inherit (bootstrap) triplet;
    libraries = "${glibc}/lib ${libstdcxx}/lib";
    interpreter = "${glibc}/lib/${bootstrap.loader}";
    store = builtins.storeDir;
  };
in
cc
// {
  pname = "gcc-wrapper";
  inherit (gcc) version;
  cc = gcc // {
    lib = libstdcxx;
  };
  libc = glibc;
  bintools = cc // {
    dynamicLinker = "${glibc}/lib/${bootstrap.loader}";
  };
  isGNU = true;
  isClang = false;
  targetPrefix = "";
  outputs = [ "out" ];
  meta.mainProgram = "gcc";
}
