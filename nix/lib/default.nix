# The part of nixpkgs' `lib` that our expressions use, under nixpkgs' names and
# with its meanings. Pure: no function here takes a package set.
#
# Each file is one subject and takes `{ lib }`; `tests.nix` has the cases and
# fails when an exported function has none.
let
  subject = file: import file { inherit lib; };
  subjects = {
    attrsets = subject ./attrsets.nix;
    customisation = subject ./customisation.nix;
    fixedPoints = subject ./fixed-points.nix;
    lists = subject ./lists.nix;
    meta = subject ./meta.nix;
    sources = subject ./sources.nix;
    strings = subject ./strings.nix;
    trivial = subject ./trivial.nix;
  };
  data = {
    licenses = subject ./licenses.nix;
    platforms = subject ./platforms.nix;
    versions = { inherit (subjects.strings) major minor majorMinor; };
  };
  lib = builtins.foldl' (all: name: all // subjects.${name}) (subjects // data) (builtins.attrNames subjects);
in
lib
