
# WARNING: This file was automatically generated. You should avoid editing it.
# If you run pynixify again, the file will be either overwritten or
# deleted, and you will lose the changes you made to it.


    { buildPythonPackage, fetchPypi, lib }:

    buildPythonPackage rec {
        pname = "numpy";
        version = "2.4.6";

            src = fetchPypi {
                    inherit pname version;
                sha256 = "1nkx73blw298dzdk6blhrsann60cgdy7q6n3q9m785ia9865g8zk";
            };


            # TODO FIXME
            doCheck = false;

        meta = with lib; {
        };
    }
