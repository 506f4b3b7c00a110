# A program that embeds Python: libpython is found by pkg-config in the interpreter's output of its own, and finds the standard library.
{
  runCommandCC,
  pkg-config,
  python3,
}:
runCommandCC "embed" { nativeBuildInputs = [ pkg-config ]; buildInputs = [ python3.embed ]; } ''
  cat >program.c <<'EOF'
  #include <Python.h>
  int main(int argc, char **argv) { return Py_BytesMain(argc, argv); }
  EOF
  $CC program.c -o program $(pkg-config --cflags --libs python3-embed)
  ./program -c 'import ssl, sqlite3, sys; print(sys.prefix)' | tee prefix
  [ "$(cat prefix)" = ${python3} ]
  grep -q 'NEEDED.*libpython3' <(readelf -d program)
  if readelf -d ${python3.interpreter} | grep 'NEEDED.*libpython'; then
    echo "error: ${python3.interpreter} loads libpython, which is in the output embed" >&2
    exit 1
  fi
  mkdir -p $out/bin
  cp program $out/bin/python-shared
''
