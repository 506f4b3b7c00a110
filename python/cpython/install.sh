# After `make altinstall`: names, outputs, what a build must not leave, bytecode.
# shellcheck shell=bash disable=SC2154
library="$out/lib/$libPrefix"

for program in python pydoc idle; do
  [ -e "$out/bin/$program$pythonVersion" ] || [ "$program" = python ] || continue
  ln -s "$program$pythonVersion" "$out/bin/${program}3"
done
ln -s python3 "$out/bin/python"
ln -s "python$pythonVersion-config" "$out/bin/python3-config"

# Tests, IDLE, pip's wheel and the libraries in outputs of their own.
mkdir -p "$ensurepip/lib/$libPrefix"
mv "$library/ensurepip" "$ensurepip/lib/$libPrefix/"
mkdir -p "$tests/lib/$libPrefix/lib-dynload" "$idle/bin" "$idle/lib/$libPrefix" "$static/lib"
for directory in test distutils/tests lib2to3/tests unittest/test tkinter/test ctypes/test sqlite3/test idlelib/idle_test; do
  [ -d "$library/$directory" ] || continue
  mkdir -p "$tests/lib/$libPrefix/$(dirname "$directory")"
  mv "$library/$directory" "$tests/lib/$libPrefix/$directory"
done
for module in $testModules; do
  for file in "$library/lib-dynload/$module".*.so; do mv "$file" "$tests/lib/$libPrefix/lib-dynload/"; done
done
mv "$library/idlelib" "$library/turtledemo" "$idle/lib/$libPrefix/"
mv "$out"/bin/idle3* "$idle/bin/"
find "$out" -name 'libpython*.a' -exec mv {} "$static/lib/" \;
# In share/, since stdenv moves lib/pkgconfig to the output that has the headers.
mkdir -p "$embed/lib" "$embed/share/pkgconfig"
mv "$out"/lib/libpython* "$embed/lib/"
mv "$out"/lib/pkgconfig/*-embed.pc "$embed/share/pkgconfig/"
for file in "$out"/lib/pkgconfig/*.pc "$embed"/share/pkgconfig/*.pc; do
  ln -s "${file##*/}" "${file/python-$pythonVersion/python3}"
done
# Its machine code; the compiler's own intermediate code beside it fits one compiler and names the build's folder.
strip --enable-deterministic-archives -R '.gnu.lto_*' -R '.gnu.debuglto_*' -N __gnu_lto_v1 "$static"/lib/*.a
rm -f "$library"/ctypes/macholib/fetch_macholib* # a script for another system, which would keep a shell alive
rm -rf "$out/share/man" "$library"/config-*/{python.o,config.c,config.c.in,install-sh,makesetup,Setup*}

# Modules that can also be run are modules here; and upstream's other python-config, which needs no shell.
find "$library" "$tests/lib" "$idle/lib" -type f -name '*.py' -perm /111 -exec chmod a-x {} +
sed "s,@EXENAME@,$out/bin/python$pythonVersion," "Misc/python-config.in" >"$out/bin/python$pythonVersion-config"
chmod +x "$out/bin/python$pythonVersion-config" # new in the debug build, which has pythonX.Yd-config

# The compiler, headers and flags of this build are of no use where they are not installed: their
# hashes go, so that the interpreter keeps none of them alive. It does use its time zones.
find "$library" -name '_sysconfigdata*.py' -o -path "*/config-*/Makefile" -o -name '_sysconfig_vars*.json' >files-with-paths
printf '%s\n' "$out"/lib/pkgconfig/python-*.pc "$embed"/share/pkgconfig/python-*.pc >>files-with-paths
declare -a keep=() restore=()
for path in "$out" "$tzdata"; do
  hash="${path#"$NIX_STORE"/}"
  hash="${hash:0:32}"
  keep+=(-e "s,$NIX_STORE/$hash,@keep-$hash@,g")
  restore+=(-e "s,@keep-$hash@,$NIX_STORE/$hash,g")
done
while IFS= read -r file; do
  sed -i -E "${keep[@]}" -e "s,$NIX_STORE/[0-9a-z]{32},$NIX_STORE/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,g" "${restore[@]}" \
    -e "s, ?-frandom-seed=[0-9a-z]*,,g; s, ?-ffile-prefix-map=[^ '\"]*,,g" -e "s,$buildDirectory,.,g" "$file"
done <files-with-paths
sed -i "s,^libdir=.*,libdir=$embed/lib," "$embed"/share/pkgconfig/python-*.pc

# One level of bytecode, valid without a look at the source: nothing in the store changes.
# One process, since what it compiled before can show in what it writes.
find "$out" "$tests" "$idle" "$ensurepip" -name __pycache__ -exec rm -rf {} +
compile() {
  # -B and -f: compileall imports some of what it compiles, and would keep the bytecode of those imports, which holds the time.
  "$out/bin/python$pythonVersion" -B -m compileall -f -q -j1 --invalidation-mode unchecked-hash "$@"
}
compile "$library" "$idle/lib" "$ensurepip/lib"
compile "$tests/lib" >/dev/null || true # some tests hold bad syntax on purpose
