# hpds-debug: the same package for the debugger. Every line can be stopped at, and debug information names the sources in the store.
self: super:
let
  inherit (self.pkgs) lib;
in
{
  hpds = super.hpds.overrideAttrs (previous: {
    name = lib.replaceStrings [ "hpds" ] [ "hpds-debug" ] previous.name;
    SKBUILD_CMAKE_BUILD_TYPE = "Debug";
    SKBUILD_INSTALL_STRIP = "false";
    # Else a folder of a random name, which debug information would keep.
    SKBUILD_BUILD_DIR = "build";
    dontStrip = true;
    # After stdenv's own for the build's folder and those of CMakeLists.txt: the last that fits counts.
    preBuild = previous.preBuild or "" + ''
      NIX_CFLAGS_COMPILE+=" -ffile-prefix-map=$PWD=$src -ffile-prefix-map=hpds/=$src/src/hpds/"
    '';
    # The tests are those of hpds, and slow without optimization.
    doInstallCheck = false;
    meta = previous.meta // {
      description = "${previous.meta.description}, unoptimized, with all symbols";
    };
  });
}
