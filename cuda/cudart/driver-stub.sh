# shellcheck shell=bash
# The names of the driver's functions are in CUDA's headers; each answers CUDA_ERROR_STUB_LIBRARY.

# driverFunctions INCLUDE FLAG…: the functions that the headers declare.
driverFunctions() {
  printf '#include <%s.h>\n' cuda cudaEGL cudaGL cudaVDPAU |
    "${CC:?}" -E -P -w -I"$1" -Istubbed "${@:2}" - |
    tr '\n' ' ' |
    grep -oE 'CUresult +cu[A-Z][A-Za-z0-9_]* *\(' |
    tr -d '(' |
    awk '{ print $2 }'
}

# driverStub INCLUDE FILE: the library that programs are linked with.
driverStub() {
  local header
  # What those headers include, of which only types are used.
  for header in GL/gl EGL/egl EGL/eglext vdpau/vdpau; do
    install -D /dev/null "stubbed/$header.h"
  done
  {
    driverFunctions "$1"
    driverFunctions "$1" -DCUDA_API_PER_THREAD_DEFAULT_STREAM
    # Those of older releases.
    driverFunctions "$1" -D__CUDA_API_VERSION_INTERNAL
  } | sort -u >driver-functions
  [ "$(wc -l <driver-functions)" -gt 600 ] || {
    echo "error: cuda_cudart: only $(wc -l <driver-functions) functions of the driver in its headers; does driver-stub.sh still read them?" >&2
    return 1
  }
  awk '{ print "int " $1 "(void) { return 34; }" }' driver-functions >driver-stub.c
  "$CC" -shared -fPIC -O1 -nostdlib -Wl,-soname,libcuda.so.1 -o "$2" driver-stub.c
}
