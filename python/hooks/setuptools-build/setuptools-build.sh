# Build a wheel into dist/ with a setup.py that has no pyproject.toml beside it.
#
#   setupPyBuildFlags   more flags for bdist_wheel
# shellcheck shell=bash disable=SC2154

setuptoolsBuildPhase() {
  runHook preBuild
  local -a flagsArray=()
  concatTo flagsArray setupPyBuildFlags
  # As setuptools' own back end for such projects does it: setuptools first, then the folder for what setup.py imports.
  @python@ -P -c 'import os, setuptools, sys; sys.argv[0] = "setup.py"; sys.path.insert(0, os.getcwd()); exec(compile(open("setup.py").read(), "setup.py", "exec"), {"__file__": "setup.py", "__name__": "__main__"})' \
    bdist_wheel --dist-dir dist "${flagsArray[@]}"
  runHook postBuild
}

if [ -z "${dontUseSetuptoolsBuild:-}" ] && [ -z "${buildPhase:-}" ]; then
  buildPhase=setuptoolsBuildPhase
fi
