{ buildPythonPackage, dep, lib }:
buildPythonPackage rec {
  pname = "sample";
  version = "1.0";
  src = lib.cleanSource ../../..;
  propagatedBuildInputs = [ dep ];
}
