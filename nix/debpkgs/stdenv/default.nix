# The standard environment, under nixpkgs' interface.
#
#   stdenv.mkDerivation { pname; version; src; nativeBuildInputs; … }
#   stdenv.cc, stdenv.shell, stdenv.hostPlatform, stdenv.override
{
  lib,
  bootstrap,
  cc,
  bash,
  patchelf,
  initialPath,
  config ? { },
}:
let
  inherit (bootstrap) platform;
  inherit (platform) system;
  setup = derivation {
    name = "stdenv-debpkgs";
    inherit system;
    builder = "${bash}/bin/bash";
    args = [ ./build.sh ];
    PATH = lib.makeBinPath initialPath;
    setup = ./setup;
    relink = bootstrap.relink;
    initialPath = map lib.getBin initialPath;
    inherit cc;
    shell = "${bash}/bin/bash";
    patchelf = "${patchelf}/bin/patchelf";
    interpreter = "${cc.libc}/lib/${bootstrap.loader}";
    libraries = "${cc.libc}/lib ${cc.cc.lib}/lib";
    store = builtins.storeDir;
  };
  hostPlatform = import ./host-platform.nix { inherit platform; };
  stdenv =
    setup
    // {
      name = "stdenv-debpkgs";
      inherit
        cc
        hostPlatform
        system
        initialPath
        ;
      buildPlatform = hostPlatform;
      targetPlatform = hostPlatform;
      shell = "${bash}/bin/bash";
      shellPackage = bash;
      isLinux = true;
      isDarwin = false;
      isx86_64 = hostPlatform.isx86_64;
      isAarch64 = hostPlatform.isAarch64;
      mkDerivation = import ./make-derivation.nix {
        inherit lib stdenv;
      };
      override =
        changes:
        let
          old = {
            inherit
              lib
              bootstrap
              cc
              bash
              patchelf
              initialPath
              config
              ;
          };
        in
        import ./. (old // (if lib.isFunction changes then changes old else changes));
    };
in
stdenv
