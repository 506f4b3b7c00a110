# Cases of projects that have a setup.py alone.
{
  stdenv,
  python,
  buildPythonPackage,
  runCommandLocal,
  testBuildFailure,
}:
let
  source = runCommandLocal "setup-py-source" { } ''
    mkdir $out
    cat >$out/setup.py <<'END'
    from setuptools import Extension, setup

    setup(
        name="oldstyle",
        version="1.0",
        py_modules=["oldstyle"],
        ext_modules=[Extension("_oldstyle", ["_oldstyle.c"])],
    )
    END
    echo 'from _oldstyle import answer' >$out/oldstyle.py
    cat >$out/_oldstyle.c <<'END'
    #include <Python.h>
    static PyObject *answer(PyObject *self, PyObject *arguments) { return PyLong_FromLong(42); }
    static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, NULL}, {NULL}};
    static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_oldstyle", NULL, -1, methods};
    PyMODINIT_FUNC PyInit__oldstyle(void) { return PyModule_Create(&module); }
    END
  '';
  package =
    name: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        format = "setuptools";
        src = source;
        pythonImportsCheck = [ "oldstyle" ];
      }
      // attrs
    );
in
{
  extension = package "oldstyle" {
    postFixup = ''
      cd /
      [ "$(PYTHONPATH=$out/${python.sitePackages} ${python.interpreter} -c 'import oldstyle; print(oldstyle.answer())')" = 42 ]
      # The extension needs no compiler to run.
      ! grep -rlF -e ${stdenv.cc} $out || exit 1
    '';
  };
  # setup.py imports what is in its folder; a module there with the name of one that builds it hides none.
  ownModules = package "oldstyle-own-modules" {
    postPatch = ''
      ${python.interpreter} -I ${../../../tests/traps.py} . $NIX_BUILD_TOP/traps setuptools build installer packaging pip
      echo 'names = ["oldstyle"]' >beside.py
      sed -i '1i from beside import names' setup.py
      sed -i 's/py_modules=.*/py_modules=names,/' setup.py
    '';
    postFixup = "[ ! -s $NIX_BUILD_TOP/traps ]";
  };
  flags = testBuildFailure (package "oldstyle-flags" { setupPyBuildFlags = [ "--no-such-flag" ]; }) [
    "--no-such-flag not recognized"
    "failed in buildPhase"
  ];
  noSetupPy = testBuildFailure (package "oldstyle-none" { postPatch = "rm setup.py"; }) [ "setup.py" ];
}
