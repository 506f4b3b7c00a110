
# WARNING: This file was automatically generated. You should avoid editing it.
# If you run pynixify again, the file will be either overwritten or
# deleted, and you will lose the changes you made to it.


    { buildPythonPackage, fetchPypi, lib }:

    buildPythonPackage rec {
        pname = "jinja2";
        version = "3.1.6";

            src = fetchPypi {
                    inherit pname version;
                sha256 = "0vbdyr1vx0w1hgxs149lr0gq5njndpp9lzjqb8kz2d8dk42zndq1";
            };


            # TODO FIXME
            doCheck = false;

        meta = with lib; {
        };
    }
