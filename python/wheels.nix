# The wheels that a generated overlay.nix pins, by name, without an interpreter: building one, and unpacking a wheel, takes some.
# Each is what the overlay gives buildPythonPackage: pname, version, src.
{
  lib,
  pkgs,
  pythonVersion,
  overlay,
}:
import overlay {
  inherit pkgs;
  inherit (pkgs) stdenv;
  python = { inherit pythonVersion; };
  buildPythonPackage = lib.id;
} { }
