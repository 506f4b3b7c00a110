# debpkgs with all of nixpkgs' `lib`, of which debpkgs itself has what it uses.
{ inputs, system }:
let
  inherit (import ../default.nix { inherit system; }) legacyPackages;
in
legacyPackages.extend (_final: _prev: { lib = import (inputs.nixpkgs-lib + "/lib"); })
