# Cases of the test phase by unittest.
{
  python,
  buildPythonPackage,
  unittestCheckHook,
  testBuildFailure,
}:
let
  package = name: value: packageWith name value { };
  packageWith =
    name: value: attrs:
    buildPythonPackage ({
      pname = name;
      version = "1.0";
      pyproject = false;
      dontUnpack = true;
      installPhase = ''
        mkdir -p $out/${python.sitePackages} tests
        echo 'value = 1' >$out/${python.sitePackages}/installed.py
        cat >tests/test_installed.py <<END
        import installed, unittest
        class Installed(unittest.TestCase):
            def test_value(self):
                self.assertEqual(installed.value, ${toString value})
        END
      '';
      nativeCheckInputs = [ unittestCheckHook ];
      unittestFlags = [
        "-s"
        "tests"
        "-v"
      ];
    } // attrs);
in
{
  passing = package "unittest-passing" 1;
  # Tests import what is in the project's folder; unittest itself does not.
  ownModules = packageWith "unittest-own-modules" 1 {
    preCheck = ''
      echo 'said = 1' >beside.py
      sed -i '1i import beside' tests/test_installed.py
      echo 'raise SystemExit("trap")' | tee argparse.py >signal.py
    '';
  };
  failing = testBuildFailure (package "unittest-failing" 2) [
    "AssertionError: 1 != 2"
    "Ran 1 test"
    "failed in installCheckPhase"
  ];
}
