# hpds' tests with every native part under AddressSanitizer and
# UndefinedBehaviorSanitizer: a report of either fails the build.
{ hpds }:
let
  # The script's PYTHONPATH is the build under test alone.
  python = hpds.pythonModule.withPackages (ps: [
    ps.cython
    ps.hypothesis
    ps.numpy
    ps.pybind11
    ps.pytest
    ps.pytest-benchmark
  ]);
in
hpds.overrideAttrs (previous: {
  name = "${previous.pname}-sanitized-${previous.version}";
  outputs = [ "out" ];
  PYTHON = "${python}/bin/python3";
  # The other sanitizer's library is not loaded first, so the modules must find it; nothing that is kept may need it.
  buildPhase = ''
    NIX_LDFLAGS+=" -rpath $(dirname "$(realpath "$($CXX -print-file-name=libubsan.so)")")"
    export NIX_LDFLAGS
    sh ./sanitize.sh
  '';
  installPhase = "touch $out";
  dontFixup = true;
  installCheckPhase = ":";
  pythonImportsCheck = [ ];
})
