# Which extension modules are part of the interpreter, by upstream's own lists of sources.
# shellcheck shell=bash disable=SC2154
{
  echo '*static*'
  for module in $builtinModules; do
    line=$(grep -E "^@MODULE_[A-Z0-9_]+_TRUE@$module " Modules/Setup.stdlib.in) || {
      echo "error: python3 $version: Modules/Setup.stdlib.in has no module $module; mend modules.nix" >&2
      exit 1
    }
    line="${line#@*@}"
    echo "${line%%@*}"
  done
} >Modules/Setup.local

# Before 3.12 a program compiles what these lists leave out, by absolute paths; with them `make` compiles it.
sed -i 's,^    MODULES_SETUP_STDLIB=$,    MODULES_SETUP_STDLIB=Modules/Setup.stdlib,' configure
# The fix of CVE-2026-4224 looks into the interpreter, which is denied to a module that does not say this, as it does since 3.12.
grep -q Py_BUILD_CORE_MODULE Modules/pyexpat.c ||
  sed -i '1i#ifndef Py_BUILD_CORE_BUILTIN\n#define Py_BUILD_CORE_MODULE 1\n#endif' Modules/pyexpat.c
