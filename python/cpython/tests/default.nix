# The standard library's own tests (`python -m test`) on an interpreter, in the sandbox.
#
# What is left out, and why, is in exclusions.nix. A test that fails without being listed there fails this derivation, and so
# does a name there that no test has any more.
{
  lib,
  runCommand,
  python,
}:
let
  exclusions = import ./exclusions.nix { inherit lib; inherit (python) pythonVersion; };
in
runCommand "python-${python.version}-stdlib-tests"
  {
    inherit (python) libPrefix;
    exclusions = builtins.attrNames exclusions;
    outputsOfPython = [
      python
      python.embed
      python.tests
      python.idle
      python.ensurepip
    ];
    # Tests look for these in the environment.
    LC_ALL = "C.UTF-8";
    passthru = { inherit exclusions; };
  }
  (builtins.readFile ./run.sh)
