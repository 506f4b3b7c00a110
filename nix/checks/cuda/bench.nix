# The operations of `make bench` on a GPU, without one.
{ python313, runCommand }:
let
  env = python313.withPackages (ps: [
    ps.cupy
    ps.pytest
  ]);
in
runCommand "cuda-bench-operations" { } ''
  cp ${./test_bench_operations.py} test_bench_operations.py
  cp ${../../../tests/bench/gpu.py} gpu.py
  ${env}/bin/python3 -B -m pytest -p no:cacheprovider -W error -ra --basetemp="$NIX_BUILD_TOP/pytest" .
  touch $out
''
