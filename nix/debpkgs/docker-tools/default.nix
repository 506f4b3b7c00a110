/**
  `dockerTools`: container images from closures, with nixpkgs' names, arguments and meanings.

  An argument that is not supported is an error that says so.
*/
{
  lib,
  stdenv,
  runCommand,
  symlinkJoin,
  writeText,
  python3,
  bash,
  coreutils,
  cacert,
  nix,
  fakeroot,
}:
let
  streamLayeredImage = import ./stream-layered-image.nix {
    inherit
      lib
      stdenv
      runCommand
      symlinkJoin
      writeText
      python3
      nix
      fakeroot
      ;
  };
in
{
  inherit streamLayeredImage;
  buildLayeredImage = import ./build-layered-image.nix {
    inherit lib runCommand streamLayeredImage;
  };
}
// import ./contents.nix {
  inherit
    runCommand
    bash
    coreutils
    cacert
    ;
}
