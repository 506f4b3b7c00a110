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
  python3 = final.python313;
  python3Packages = final.python3.pkgs;
  python313Packages = final.python313.pkgs;
  python311Packages = final.python311.pkgs;
}
