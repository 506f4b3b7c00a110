# Cases of bytecode where a package installs its modules by itself.
{
  python,
  runCommand,
  buildPythonPackage,
}:
let
  module =
    attrs:
    buildPythonPackage (
      {
        pname = "own-install";
        version = "1.0";
        pyproject = false;
        dontUnpack = true;
        installPhase = ''
          mkdir -p $out/${python.sitePackages}/folder
          echo 'value = 1' | tee $out/${python.sitePackages}/{module.py,folder/inner.py} >/dev/null
          echo 'no Python' >$out/${python.sitePackages}/template.py
        '';
      }
      // attrs
    );
in
{
  compiled = runCommand "own-install-compiled" { modules = "${module { }}/${python.sitePackages}"; } ''
    (cd $modules && find * -type f | LC_ALL=C sort | sed 's/cpython-[0-9]*/cpython/') >found
    printf '%s\n' __pycache__/module.cpython.pyc folder/__pycache__/inner.cpython.pyc folder/inner.py module.py template.py | diff - found
    touch $out
  '';
  optedOut = runCommand "own-install-not-compiled" { modules = "${module { dontCompileBytecode = true; }}/${python.sitePackages}"; } ''
    [ -z "$(find $modules -name '*.pyc')" ]
    touch $out
  '';
}
