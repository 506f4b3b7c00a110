# Cases of the test phase.
{
  python,
  buildPythonPackage,
  pytest,
  pytestCheckHook,
  writeTextDir,
  symlinkJoin,
  testBuildFailure,
}:
let
  source = symlinkJoin {
    name = "tests-source";
    paths = [
      (writeTextDir "tests/test_good.py" ''
        import installed


        def test_good():
            assert installed.value == 1


        def test_wrong():
            assert installed.value == 2
      '')
      (writeTextDir "tests/test_bad.py" ''
        raise RuntimeError("this file must not be collected")
      '')
    ];
  };
  package =
    name: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        pyproject = false;
        dontUnpack = true;
        installPhase = ''
          mkdir -p $out/${python.sitePackages}
          echo 'value = 1' >$out/${python.sitePackages}/installed.py
          cp -rL ${source}/tests tests
        '';
        nativeCheckInputs = [
          pytest
          pytestCheckHook
        ];
        disabledTestPaths = [ "tests/test_bad.py" ];
      }
      // attrs
    );
in
{
  disabled = package "pytest-disabled" {
    disabledTests = [ "test_wrong" ];
    pytestFlags = [ "--junit-xml=report.xml" ];
    # The one that is left ran; an empty run would prove nothing.
    postCheck = "grep -q 'tests=\"1\"' report.xml";
  };
  # Tests import what is in the project's folder; pytest itself does not.
  ownModules = package "pytest-own-modules" {
    disabledTests = [ "test_wrong" ];
    preCheck = ''
      chmod -R u+w tests
      echo 'said = 1' >beside.py
      sed -i '1i import beside' tests/test_good.py
      for name in argparse iniconfig packaging pluggy pip pygments; do echo 'raise SystemExit("trap")' >$name.py; done
    '';
  };
  # A test that starts an interpreter with an environment of its own, as it can where packages are installed.
  otherInterpreters = package "pytest-other-interpreters" {
    disabledTests = [ "test_wrong" ];
    preCheck = ''
      chmod u+w tests
      cat >tests/test_others.py <<END
      import subprocess, sys


      def test_others():
          words = ["-c", "import installed, pytest"]
          subprocess.run([sys.executable, "-I", *words], check=True)
          subprocess.run([sys.executable, *words], env={"PYTHONPATH": "/nowhere"}, check=True)
          subprocess.run(["python3", *words], check=True)
      END
    '';
  };
  enabledPaths = package "pytest-enabled-paths" {
    disabledTestPaths = [ ];
    disabledTests = [ "test_wrong" ];
    enabledTestPaths = [ "tests/test_good.py" ];
  };
  # A test of a file, a pattern of files, names and marks; quoted words in pytestFlagsArray; a home that preCheck can fill.
  chosen = package "pytest-chosen" {
    disabledTestPaths = [
      "tests/test_b*.py"
      "tests/test_good.py::test_wrong"
    ];
    enabledTestPaths = [ "test?" ];
    enabledTests = [
      "good"
      "wrong"
    ];
    disabledTestMarks = [ "slow" ];
    pytestFlagsArray = [ "-W 'ignore:Unknown pytest.mark' --junit-xml=report.xml" ];
    preCheck = ''
      chmod u+w tests/test_good.py
      printf '%s\n' "" "" 'import pytest' "" "" '@pytest.mark.slow' 'def test_good_but_slow():' '    assert False' >>tests/test_good.py
      touch "$HOME/here"
    '';
    postCheck = ''
      grep -q 'tests="1"' report.xml
      [ -e "$HOME/here" ]
    '';
  };
  # Without nativeCheckInputs there are tests, too.
  checkPhase = testBuildFailure (package "pytest-check-phase" {
    nativeCheckInputs = [ ];
    checkPhase = "echo their own words; false";
  }) [
    "their own words"
    "failed in installCheckPhase"
  ];
  failing = testBuildFailure (package "pytest-failing" { }) [
    "test_good.py::test_wrong"
    "1 failed, 1 passed"
    "to leave tests out: disabledTests"
    "failed in installCheckPhase"
  ];
  nothingRan = testBuildFailure (package "pytest-nothing" {
    disabledTests = [
      "test_wrong"
      "test_good"
    ];
  }) [ "2 deselected" ];
  pathGone = testBuildFailure (package "pytest-path-gone" { disabledTestPaths = [ "tests/test_old.py" ]; }) [
    "pytestCheckPhase: disabledTestPaths: tests/test_old.py does not exist"
  ];
  doCheckOff = package "pytest-off" { doCheck = false; };
}
