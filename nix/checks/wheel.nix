# The wheel on a machine without Nix: pip and the interpreter are Debian 12's own
# (python-bootstrap is its packages), and so are the libraries that a wheel may
# expect of a machine.
{
  lib,
  runCommand,
  python-bootstrap,
  glibc,
  libstdcxx,
  zlib,
  expat,
  hpdsPython311,
  hpds-wheel,
}:
runCommand "wheel-on-debian" { numpy = hpdsPython311.pkgs.numpy.src; } ''
  mkdir wheels
  cp $numpy "wheels/''${numpy#*-}"
  cp ${hpds-wheel}/*.whl wheels/
  ls wheels
  export HOME=$PWD PIP_DISABLE_PIP_VERSION_CHECK=1
  python=${python-bootstrap}/bin/python3.11
  PYTHONPATH=${python-bootstrap}/lib/python3/dist-packages \
    $python -m pip install --quiet --no-index --no-compile --find-links wheels --target site hpds
  # What Debian has in its default search path.
  export LD_LIBRARY_PATH=${
    lib.makeLibraryPath [
      glibc
      libstdcxx
      zlib
      expat
    ]
  }
  PYTHONPATH=site $python -m hpds | tee $out
''
