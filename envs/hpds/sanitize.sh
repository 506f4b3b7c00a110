#!/bin/sh
# Builds hpds with AddressSanitizer and UndefinedBehaviorSanitizer and runs its tests on that build.
#
# usage: [PYTHON=python3] [CXX=g++] sanitize.sh [argument of pytest]...
#
# The Python must have hpds' build and test requirements. Leaks are not looked for: interpreters
# keep memory until they exit.
set -eu

python=${PYTHON:-python3}
project=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/hpds-sanitize.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The run-time library of AddressSanitizer must come first in a program that was built without it.
# libstdc++ second: it is otherwise loaded too late for exceptions to be intercepted.
asan=$("${CXX:-g++}" -print-file-name=libasan.so)
stdcxx=$("${CXX:-g++}" -print-file-name=libstdc++.so)
case $asan in
  /*) ;;
  *)
    echo "sanitize.sh: ${CXX:-g++} has no libasan.so; install gcc's sanitizer libraries" >&2
    exit 1
    ;;
esac

build() {
  cmake -S "$project" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=None \
    -DHPDS_SANITIZE=address,undefined \
    -DPython_EXECUTABLE="$(command -v "$python")" \
    -Dpybind11_DIR="$("$python" -m pybind11 --cmakedir)" &&
    cmake --build "$work/build" &&
    cmake --install "$work/build" --prefix "$work/site"
}
if ! build >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "sanitize.sh: the build failed; its output is above" >&2
  exit 1
fi
(cd "$project/src" && find hpds -name '*.py*' ! -name '*.pyx' ! -name '*.pyc' -type f) |
  while read -r file; do
    cp "$project/src/$file" "$work/site/$file"
  done
cp "$project/src/hpds/py.typed" "$work/site/hpds/"

cd "$project"
# Not installed, so there is no metadata to compare the version with. pytest must not capture
# what a report writes (-s), since that is lost when the process dies; ASan's goes to a file.
status=0
PYTHONPATH=$work/site \
  PYTHONMALLOC=malloc \
  LD_PRELOAD=$asan:$stdcxx \
  ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1:log_path=$work/report \
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
  "$python" -B -m pytest -s -p no:cacheprovider \
  --deselect tests/test_package.py::test_versions_agree "$@" || status=$?
for report in "$work"/report.*; do
  if [ -f "$report" ]; then
    cat "$report" >&2
    status=1
  fi
done
exit "$status"
