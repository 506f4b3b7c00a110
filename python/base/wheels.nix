# The wheels of the lock by name, before there is an interpreter: building one, and unpacking a wheel, takes some of them.
# Each is what overlay.nix gives buildPythonPackage: pname, version, src.
{
  lib,
  pkgs,
  pythonVersion,
}:
import ./overlay.nix {
  inherit pkgs;
  inherit (pkgs) stdenv;
  python = { inherit pythonVersion; };
  buildPythonPackage = lib.id;
} { }
