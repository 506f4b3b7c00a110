# The Python interpreters of debpkgs and their package sets.
{ lib, final }:
let
  cpython =
    settings:
    lib.makeOverridable (import ./cpython { inherit lib final; }) settings;
in
{
  python313 = cpython {
    version = "3.13.5";
    source = final.bootstrap.source "cpython-3.13.5";
  };
  python311 = cpython {
    version = "3.11.2";
    source = final.bootstrap.source "cpython-3.11.2";
  };
  # What these standards let a wheel find on its machine, but for the C library, and for X11, OpenGL, GLib and ncurses 5, which
  # are not in the set: autoPatchelfHook names what is missing.
  pythonManylinuxPackages = lib.genAttrs [ "manylinux1" "manylinux2010" "manylinux2014" ] (_: [
    final.expat
    final.zlib
    final.stdenv.cc.cc.lib
  ]);
  python3 = final.python313;
  python3Packages = final.python3.pkgs;
  python313Packages = final.python313.pkgs;
  python311Packages = final.python311.pkgs;
}
