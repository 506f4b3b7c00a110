# Cases of the import check.
{
  python,
  buildPythonPackage,
  testBuildFailure,
}:
let
  package =
    name: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        pyproject = false;
        dontUnpack = true;
        installPhase = ''
          mkdir -p $out/${python.sitePackages}/present
          echo 'value = 1' >$out/${python.sitePackages}/present/__init__.py
          echo 'import present.absent' >$out/${python.sitePackages}/present/broken.py
          # Beside the build, not in the package.
          echo >only_in_the_source.py
        '';
      }
      // attrs
    );
in
{
  present = package "imports-present" { pythonImportsCheck = [ "present" ]; };
  nothingAsked = package "imports-nothing-asked" { };
  missing = testBuildFailure (package "imports-missing" {
    pythonImportsCheck = [
      "present"
      "absent"
    ];
  }) [
    "importing present absent"
    "ModuleNotFoundError: No module named 'absent'"
    "failed in pythonImportsCheckPhase"
  ];
  broken = testBuildFailure (package "imports-broken" { pythonImportsCheck = [ "present.broken" ]; }) [
    "No module named 'present.absent'"
  ];
  onlyInTheSource = testBuildFailure (package "imports-source" { pythonImportsCheck = [ "only_in_the_source" ]; }) [
    "No module named 'only_in_the_source'"
  ];
  switchedOff = package "imports-off" {
    pythonImportsCheck = [ "absent" ];
    dontUsePythonImportsCheck = true;
  };
}
