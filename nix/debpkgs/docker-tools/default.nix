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
  /** Fixes that images get without a build: ../grafts.nix. */
  grafts,
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
      grafts
      ;
  };
  buildLayeredImage = import ./build-layered-image.nix {
    inherit lib runCommand streamLayeredImage;
  };
in
{
  inherit streamLayeredImage buildLayeredImage;
  buildImage = import ./build-image.nix { inherit lib buildLayeredImage; };
}
// import ./contents.nix {
  inherit
    lib
    runCommand
    bash
    coreutils
    cacert
    ;
}
