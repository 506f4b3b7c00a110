# shellcheck shell=bash
# Tests of relink.sh, run by tests.nix with a compiler at hand.
# shellcheck disable=SC1090,SC2034,SC2154

fail() {
  echo "error: $1" >&2
  exit 1
}

# expect WHAT ACTUAL EXPECTED
expect() {
  [ "$2" = "$3" ] || fail "$1: got '$2', expected '$3'"
}

# library FILE NAME [FLAG...]: a library that has the function NAME.
library() {
  mkdir -p "${1%/*}"
  echo "int $2(void) { return 7; }" | "$plain" -x c - -x none -shared -fPIC -Wl,-soname,"${1##*/}" -o "$1" "${@:3}"
}

# program FILE NAME FLAG...: calls the function NAME.
program() {
  mkdir -p "${1%/*}"
  printf 'int %s(void);\nint main(void) { return %s() - 7; }\n' "$2" "$2" | "$plain" -x c - -x none -o "$1" "${@:3}"
}

rpath() {
  patchelf --print-rpath "$1"
}

# The store's loader; the wrapper of the compiler would add run paths of its own.
plain=cc
export NIX_DONT_SET_RPATH=1
RELINK_PATCHELF=patchelf
RELINK_STORE=$PWD/store
RELINK_DIRS=''
RELINK_IGNORE=''
echo 'int main(void) { return 0; }' | cc -x c - -o any
RELINK_INTERPRETER=$(patchelf --print-interpreter any)
. "$src"
libc=$(dirname "$(realpath "$RELINK_INTERPRETER")")

echo "a library of the tree itself is found, and the program runs"
library tree/lib/libown.so own
program tree/bin/own own tree/lib/libown.so
patchelf --set-interpreter /lib64/nowhere.so tree/bin/own
RELINK_DIRS=$libc
relink_tree "$PWD/tree"
expect "run path" "$(rpath tree/bin/own)" "$PWD/tree/lib:$libc"
tree/bin/own || fail "tree/bin/own does not run"

echo "a second run changes nothing"
before=$(sha256sum tree/bin/own)
relink_tree "$PWD/tree"
expect "bytes" "$(sha256sum tree/bin/own)" "$before"

echo "a library of another package is found in RELINK_DIRS, by its real folder"
library "$PWD/store/real/lib/libother.so" other
mkdir -p store/link && ln -s "$PWD/store/real/lib" store/link/lib
program other/bin/other other store/real/lib/libother.so
RELINK_DIRS="$PWD/store/link/lib $libc"
relink_tree "$PWD/other"
expect "run path" "$(rpath other/bin/other)" "$PWD/store/real/lib:$libc"
other/bin/other || fail "other/bin/other does not run"

echo "the run path that a file has comes first: \$ORIGIN, the tree, the store"
library near/lib/inner/libtwice.so twice
library near/lib/libtwice.so twice
program near/bin/near twice near/lib/libtwice.so
patchelf --set-rpath "\$ORIGIN/../lib/inner" near/bin/near
RELINK_DIRS=$libc
relink_tree "$PWD/near"
# shellcheck disable=SC2016 # the loader's placeholder
expect "run path" "$(realpath -m "$(rpath near/bin/near | cut -d : -f 1 | sed "s,\\\$ORIGIN,$PWD/near/bin,")")" "$PWD/near/lib/inner"

echo "a run path that leads elsewhere goes away"
program gone/bin/gone own tree/lib/libown.so
patchelf --set-rpath "/usr/lib:/build/somewhere:$PWD/tree/lib" gone/bin/gone
RELINK_DIRS="$PWD/tree/lib $libc"
relink_tree "$PWD/gone"
expect "run path" "$(rpath gone/bin/gone)" "$PWD/tree/lib:$libc"

echo "a library that is nowhere is an error, which names the file, the library and a remedy"
program lost/bin/lost own tree/lib/libown.so
RELINK_DIRS=$libc
if relink_tree "$PWD/lost" 2>errors; then fail "lost/bin/lost is accepted"; fi
grep -qF "$PWD/lost/bin/lost needs libown.so" errors || fail "the message is: $(cat errors)"
grep -qF "autoPatchelfIgnoreMissingDeps" errors || fail "the message has no remedy: $(cat errors)"

echo "a pattern of RELINK_IGNORE accepts it"
RELINK_IGNORE="libcuda.so.* libow*"
relink_tree "$PWD/lost" || fail "a pattern of RELINK_IGNORE does not match"
RELINK_IGNORE=''

echo "objects, archives, scripts and static programs stay as they are; what cannot be written to stays so"
mkdir -p same/lib same/bin
echo 'int one;' | cc -x c - -c -o same/lib/one.o
ar cr same/lib/libone.a same/lib/one.o
echo '#!/bin/sh' >same/bin/script
library same/lib/libreadonly.so readonly
chmod 444 same/lib/libreadonly.so
before=$(cd same && sha256sum lib/one.o lib/libone.a bin/script)
RELINK_DIRS=$libc
relink_tree "$PWD/same"
expect "bytes" "$(cd same && sha256sum lib/one.o lib/libone.a bin/script)" "$before"
expect "mode" "$(stat -c %a same/lib/libreadonly.so)" 444

echo "a tree without an ELF file is no error"
mkdir empty
relink_tree "$PWD/empty"
