# overlays.default: for anybody's nixpkgs, its interpreters optimized, and our packages.
let
  lib = import ../lib;
in
lib.composeManyExtensions [
  (import ./names.nix)
  (import ../../python/nixpkgs-overlay.nix)
  (import ../overlay.nix)
]
