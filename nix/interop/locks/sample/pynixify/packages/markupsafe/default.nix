
# WARNING: This file was automatically generated. You should avoid editing it.
# If you run pynixify again, the file will be either overwritten or
# deleted, and you will lose the changes you made to it.


    { buildPythonPackage, fetchPypi, lib }:

    buildPythonPackage rec {
        pname = "markupsafe";
        version = "3.0.4";

            src = fetchPypi {
                    inherit pname version;
                sha256 = "1mpd30jh46g17sf7r34dksbykzlkni6gzjvmkymmzx0vhpfxg6if";
            };


            # TODO FIXME
            doCheck = false;

        meta = with lib; {
        };
    }
