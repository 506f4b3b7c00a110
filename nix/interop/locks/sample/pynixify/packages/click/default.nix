
# WARNING: This file was automatically generated. You should avoid editing it.
# If you run pynixify again, the file will be either overwritten or
# deleted, and you will lose the changes you made to it.


    { buildPythonPackage, fetchPypi, lib }:

    buildPythonPackage rec {
        pname = "click";
        version = "8.5.1";

            src = fetchPypi {
                    inherit pname version;
                sha256 = "1d3jn2palmps0kqkwm3nm00s1ip8wc9a1vl39dw1vz83cyksvgwv";
            };


            # TODO FIXME
            doCheck = false;

        meta = with lib; {
        };
    }
