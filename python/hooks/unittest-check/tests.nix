# Cases of the test phase by unittest.
{
  python,
  buildPythonPackage,
  unittestCheckHook,
  testBuildFailure,
}:
let
  package =
    name: value:
    buildPythonPackage {
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
    };
in
{
  passing = package "unittest-passing" 1;
  failing = testBuildFailure (package "unittest-failing" 2) [
    "AssertionError: 1 != 2"
    "Ran 1 test"
    "failed in installCheckPhase"
  ];
}
