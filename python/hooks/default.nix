# The hooks of buildPythonPackage, one folder each.
{
  lib,
  makeSetupHook,
  python,
  # libraries that PEP 600 lets a wheel find on its machine
  manylinuxLibraries,
  pytest,
  # name -> installed wheel, for what builds and installs before packages exist
  bootstrapModules,
}:
let
  inherit (python) sitePackages interpreter;
  modulesOf = map (name: "${bootstrapModules.${name}}/${sitePackages}");
  hook = hookWith [ ];
  hookWith =
    propagatedBuildInputs: name: script: substitutions:
    makeSetupHook {
      inherit name propagatedBuildInputs;
      substitutions = {
        python = interpreter;
        isolated = ../pyproject2nix/src/pyproject2nix/isolated.py;
        inherit sitePackages;
      }
      // substitutions;
    } script;
in
{
  pypaBuildHook = hook "pypa-build-hook" ./pypa-build/pypa-build.sh {
    modules = modulesOf [
      "build"
      "packaging"
      "pyproject-hooks"
    ];
  };
  pypaInstallHook = hook "pypa-install-hook" ./pypa-install/pypa-install.sh {
    modules = modulesOf [ "installer" ] ++ [ "${./pypa-install/program}" ];
  };
  compileBytecodeHook = hook "compile-bytecode-hook" ./compile-bytecode/compile-bytecode.sh { };
  setuptoolsBuildHook = hook "setuptools-build-hook" ./setuptools-build/setuptools-build.sh { };
  wheelUnpackHook = hook "wheel-unpack-hook" ./wheel-unpack/wheel-unpack.sh {
    manylinux = lib.concatMapStringsSep " " (package: "${package}/lib") manylinuxLibraries;
  };
  pythonImportsCheckHook = hook "python-imports-check-hook" ./imports-check/imports-check.sh { };
  pytestCheckHook = hookWith [ pytest ] "pytest-check-hook" ./pytest-check/pytest-check.sh {
    runTests = ./run_tests.py;
  };
  unittestCheckHook = hook "unittest-check-hook" ./unittest-check/unittest-check.sh {
    runTests = ./run_tests.py;
  };
  wrapPython = hook "wrap-python-hook" ./wrap-python/wrap-python.sh { };
}
