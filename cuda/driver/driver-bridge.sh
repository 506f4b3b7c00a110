# shellcheck shell=bash
# Setup hook: the programs that are linked here are offered the host's GPU driver.
#
# Nothing is set that a program of the host would read: NIX_LDFLAGS is the compiler wrapper's.

# bridgeProgram FILE…: the same for programs that are linked already.
bridgeProgram() {
  local program
  for program in "$@"; do
    @python@ -I -B @setAudit@ --patchelf @patchelf@ "$program" @library@
  done
}

# A program that is linked with the driver needs what is in no package.
appendToVar autoPatchelfIgnoreMissingDeps 'libcuda.so.*' 'libnvidia-*.so.*'

case " ${NIX_LDFLAGS-} " in
  *" --depaudit=@library@ "*) ;;
  *) export NIX_LDFLAGS="${NIX_LDFLAGS-}${NIX_LDFLAGS:+ }--depaudit=@library@" ;;
esac
