# shellcheck shell=bash disable=SC2164 # errexit is on
# Make the hpds of this checkout importable: Python files from src/ at once, native
# code rebuilt by this command, incrementally.
cd "$(git rev-parse --show-toplevel 2>/dev/null || pwd)"
[ -f envs/hpds/pyproject.toml ] || {
  echo "hpds-develop: $PWD has no envs/hpds; run it in a checkout of this project" >&2
  exit 1
}
cd envs/hpds
venv=build/venv
[ -x "$venv/bin/python" ] || python -m venv --system-site-packages --without-pip "$venv"
# The environment's packages are not those of the interpreter below it: name their place.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
environment=$(python -c 'import numpy, os; print(os.path.dirname(os.path.dirname(numpy.__file__)))')
printf '%s\n' "$environment" >"$site/environment.pth"
# CMake finds what the packages bring for it (pybind11).
export CMAKE_PREFIX_PATH="$environment${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
"$venv/bin/python" - "$wheels" <<'PYTHON'
import sys

from scikit_build_core.build import build_editable

settings = {"build-dir": "build/editable", "editable.mode": "redirect", "install.strip": "false"}
build_editable(sys.argv[1], settings)
PYTHON
rm -rf "$site"/hpds "$site"/hpds-*.dist-info "$site"/_hpds_editable.*
"$venv/bin/python" -m zipfile -e "$wheels"/*.whl "$site"
"$venv/bin/python" -c 'import hpds; print("hpds", hpds.__version__, "from", hpds.__path__[0])'
echo "start it with: $PWD/$venv/bin/python (a new nix develop has it first on PATH)"
