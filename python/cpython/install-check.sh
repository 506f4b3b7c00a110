# Every standard module is there and loads.
# shellcheck shell=bash disable=SC2154
missing=""
for module in $requiredModules; do
  "$out/bin/python3" -I -c "import $module" || missing+=" $module"
done
[ -z "$missing" ] || {
  echo "error: python3 $version was built without these standard modules:$missing" >&2
  echo "see which library configure did not find; it belongs into buildInputs" >&2
  exit 1
}
"$out/bin/python3" -I -c 'import ssl, sqlite3, ctypes, zoneinfo, lzma, sys
assert zoneinfo.ZoneInfo("Europe/Paris").key == "Europe/Paris"
assert ctypes.CDLL(None).abs(-3) == 3
print(sys.version, ssl.OPENSSL_VERSION, "sqlite", sqlite3.sqlite_version)'

# Native code that embeds or extends it asks this.
"$out/bin/python3-config" --includes | grep -q "^-I$out/include/" || {
  echo "error: $out/bin/python3-config cannot be run, or names another interpreter's headers" >&2
  exit 1
}

# No bytecode holds a time: each file's flags (PEP 552) say that it is valid by a hash, unchecked.
"$out/bin/python3" -I -c 'import pathlib, sys
timed = [str(p) for p in pathlib.Path(sys.argv[1]).rglob("*.pyc") if p.read_bytes()[4:8] != b"\x01\0\0\0"]
sys.exit(f"error: bytecode that depends on a time: {timed[:5]}" if timed else 0)' "$out"
