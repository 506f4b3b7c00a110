# shellcheck shell=bash disable=SC2154
# One tree of all outputs, found by the interpreter beside itself; tests write into it.
mkdir python
for output in $outputsOfPython; do
  cp -r --no-preserve=mode,ownership "$output/." python/
done
chmod +x python/bin/*
python="$PWD/python/bin/$libPrefix"
export HOME=$PWD/home TMPDIR=$PWD/temporary
mkdir -p "$HOME" "$TMPDIR"
unset SOURCE_DATE_EPOCH PYTHONHASHSEED PYTHONNOUSERSITE

# No name in the table is stale.
ignored=()
for name in $exclusions; do
  ignored+=(--ignore "$name")
  file=${name#test.}
  file=${file%%.*}
  [ "$file" != ctypes ] || file=test_ctypes # until 3.12 a package's own tests
  grep -qxF "$name" <("$python" -m test --list-cases "$file" 2>/dev/null) || {
    echo "error: exclusions.nix: there is no test case $name; remove it" >&2
    exit 1
  }
done

"$python" -m test -j"$NIX_BUILD_CORES" -W --timeout 900 --randseed 1 -u decimal,subprocess,tzdata \
  "${ignored[@]}" </dev/null 2>&1 | tee log
mkdir "$out"
sed -n '/^== Tests result/,$p; /^Total/p' log >"$out/summary"
