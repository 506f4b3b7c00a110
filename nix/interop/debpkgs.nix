# debpkgs, as these tools want it: with all of nixpkgs' `lib`, of which debpkgs itself has what it uses, and with a stdenv for
# their setup hooks.
{ inputs, system }:
let
  inherit (import ../default.nix { inherit system; }) legacyPackages;
in
legacyPackages.extend (
  final: _prev: {
    lib = import (inputs.nixpkgs-lib + "/lib");

    nixpkgsPhasesHook = final.makeSetupHook { name = "nixpkgs-phases-hook"; } ./nixpkgs-phases.sh;
    interopStdenv = final.stdenv // {
      mkDerivation =
        arguments:
        (final.stdenv.mkDerivation arguments).overrideAttrs (old: {
          nativeBuildInputs = [ final.nixpkgsPhasesHook ] ++ old.nativeBuildInputs or [ ];
        });
    };
  }
)
