{ buildPythonPackage, fetchPypi }:
buildPythonPackage rec {
  pname = "dep";
  version = "1.0";
  src = fetchPypi {
    inherit pname version;
    sha256 = "0000000000000000000000000000000000000000000000000000";
  };
}
