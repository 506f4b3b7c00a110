# Setup hook of the interpreter: modules of the inputs are importable while building.
# shellcheck shell=bash disable=SC2154
addPythonPath() { addToSearchPathWithCustomDelimiter : PYTHONPATH "$1/lib/@libPrefix@/site-packages"; }
addEnvHooks "$hostOffset" addPythonPath
