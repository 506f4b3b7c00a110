# gdb that knows interpreters: their own extension (py-bt, py-list, py-locals) is loaded with them, and their C sources are found.
#
#   pythons   interpreters, whose programs gdb will be used on
{
  lib,
  gdb,
  runCommandLocal,
  symlinkJoin,
  writeShellApplication,
  writeText,
  pythons,
}:
let
  # What a debugger shows of an interpreter's archive; its tests and documentation are ten times as much.
  sourcesOf =
    python:
    runCommandLocal "${python.libPrefix}-sources" { inherit (python) src; } ''
      mkdir $out
      tar -xf $src --strip-components=1 -C $out --wildcards '*/Include' '*/Modules' '*/Objects' '*/Parser' '*/Programs' '*/Python'
    '';

  # gdb loads DIRECTORY/PROGRAM-gdb.py, PROGRAM's full path, when it opens PROGRAM.
  extensions = runCommandLocal "python-gdb-extensions" { } (
    lib.concatMapStrings (python: ''
      program=$(readlink -f ${python}/bin/${python.executable})
      mkdir -p "$out''${program%/*}"
      tar -xOf ${python.src} --wildcards '*/Tools/gdb/libpython.py' >"$out$program-gdb.py"
    '') pythons
  );

  settings = writeText "gdbinit" (
    ''
      add-auto-load-safe-path ${extensions}
      add-auto-load-scripts-directory ${extensions}
      # A module in C is loaded later than its breakpoints are set; what is debugged here has its symbols here.
      set breakpoint pending on
      set debuginfod enabled off
    ''
    + lib.concatMapStrings (python: ''
      set substitute-path ./Python-${python.version} ${sourcesOf python}
    '') pythons
  );
in
symlinkJoin {
  inherit (gdb) name;
  paths = [
    (writeShellApplication {
      name = "gdb";
      # Read before the program is opened, and under -nx too.
      text = ''exec ${gdb}/bin/gdb -ix ${settings} "$@"'';
    })
    gdb
  ];
  meta.mainProgram = "gdb";
}
