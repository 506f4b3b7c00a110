# Find crashes and leaks: an interpreter with assertions, hpds without optimization, and what looks into both.
#
# hpds is there from the start, with its sources in the store. `hpds-rebuild` puts one of the checkout before it, in a folder of its own.
{
  mkShell,
  editableHook,
  gdbForPython,
  hpdsDebugProject,
  lib,
  perf,
  pythonDebug,
  valgrind,
  writeShellApplication,
}:
let
  rebuild = writeShellApplication {
    name = "hpds-rebuild";
    text = ''
      exec ${lib.getExe hpdsDebugProject.rebuild} --build-dir build/debug -C cmake.build-type=Debug "$@"
    '';
  };
in
mkShell {
  name = "debug";
  inputsFrom = [ hpdsDebugProject.devShell ];
  packages = [
    (gdbForPython [ pythonDebug ])
    perf
    rebuild
    valgrind
  ];
  shellHook = editableHook "envs/hpds" "build/debug" + ''
    # What is built here finds the libraries of GCC's sanitizers, which are in no folder of libraries.
    NIX_LDFLAGS+=" -rpath $(dirname "$(realpath "$(gcc -print-file-name=libubsan.so)")")"
    if [ -t 1 ]; then
      echo "debug: python ${pythonDebug.version} and hpds with all symbols, gdb with py-bt, memray, valgrind, perf, gcc -fsanitize"
      echo "  gdb --args python -m pytest envs/hpds    then: run, bt, py-bt"
      echo "  hpds-rebuild          the same of this checkout, after an edit"
      echo "  docs/debugging.md     from a symptom to the line"
    fi
  '';
}
