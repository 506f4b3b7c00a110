# A package's wheel for machines without Nix: its libraries inside, tagged for the
# oldest glibc that has all its symbols (PEP 600), by PyPA's auditwheel.
#
#   package   result of buildPythonPackage { pyproject = true; }
#   tools     an interpreter whose packages have auditwheel and wheel
{
  lib,
  patchelf,
  tools,
  package,
}:
let
  python = package.pythonModule;
  toolPython = tools.withPackages (ps: [
    ps.auditwheel
    ps.wheel
  ]);
in
package.overrideAttrs (previous: {
  name = "${previous.pname}-wheel-${previous.version}";
  outputs = [ "out" ];
  nativeBuildInputs = previous.nativeBuildInputs ++ [ patchelf ];
  libraries = map (input: "${lib.getLib input}/lib") previous.buildInputs;
  installPhase = ''
    runHook preInstall
    # Run paths name the store. Emptied before they are removed, so that no text of them stays.
    forget() {
      chmod u+w "$@"
      patchelf --set-rpath "" "$@"
      patchelf --remove-rpath "$@"
    }
    tool() { ${toolPython}/bin/python3 -I -m "$@"; }
    tool wheel unpack --dest unpacked dist/*.whl
    find unpacked -name '*.so' | while read -r module; do forget "$module"; done
    rm dist/*.whl
    tool wheel pack --dest-dir dist unpacked/*
    # auditwheel finds the libraries to put in as the dynamic linker would.
    mkdir found $out
    for directory in $libraries; do cp -L "$directory"/*.so.* found/; done
    forget found/*
    LD_LIBRARY_PATH=$PWD/found tool auditwheel repair --wheel-dir $out dist/*.whl
    runHook postInstall
  '';
  # What is in a wheel is for other machines: nothing of the store may stay.
  postInstall = ''
    for wheel in $out/*.whl; do ${python.interpreter} -I -m zipfile -e "$wheel" repaired; done
    if grep -rlE "$NIX_STORE/[0-9a-z]{32}-" repaired; then
      echo "error: the files above, in the wheel, mention the store" >&2
      exit 1
    fi
  '';
  dontFixup = true;
  doInstallCheck = false;
  pythonImportsCheck = [ ];
  meta = previous.meta or { } // {
    description = "Wheel of ${previous.pname} for any Linux with a recent glibc";
  };
})
