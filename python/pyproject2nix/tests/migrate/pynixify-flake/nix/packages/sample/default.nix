{ buildPythonPackage, lib }:
buildPythonPackage rec {
  pname = "sample";
  version = "1.0";
  src = lib.cleanSource ../../..;
}
