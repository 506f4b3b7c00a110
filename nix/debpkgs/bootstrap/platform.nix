# What differs between the machines that Debian and nixpkgs both know; update/machines.py reads the same file.
{ lib, system }:
let
  platforms = lib.importJSON ../machines.json;
in
{ inherit system; }
// platforms.${system}
  or (throw "debpkgs: system ${system} is not supported; use one of ${toString (builtins.attrNames platforms)}, or a nixpkgs that supports it through overlays.default")
