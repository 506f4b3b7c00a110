/**
  Checks of the driver bridge that need no machine of their own: parts under the sanitizers, the
  search below a root folder, programs as real processes, and gpu-doctor's reports.
*/
{
  lib,
  runCommandCC,
  bridgePython,
  closureCheck,
  driver-bridge,
  driver-tools,
  gpu-doctor,
  patchelf,
  python3,
}:
let
  env = python3.withPackages (packages: [ packages.pytest ]);
  pytest =
    name: folder:
    let
      python = bridgePython env;
    in
    runCommandCC "driver-${name}"
      {
        nativeBuildInputs = [
          driver-tools
          gpu-doctor
          patchelf
        ];
        DRIVER_FAKES = driver-bridge.fakes;
        DRIVER_BRIDGE = driver-bridge.library;
        SET_AUDIT = ../set_audit.py;
        BRIDGED_PYTHON = "${python}/bin/${python.python.executable}";
        PYTHONPATH = ./.;
      }
      ''
        cp -R ${lib.cleanSource folder} tests
        chmod -R u+w tests
        ${env}/bin/python3 -B -m pytest -p no:cacheprovider -W error -ra --strict-markers \
          --basetemp="$NIX_BUILD_TOP/pytest" -c /dev/null --rootdir=tests -p conftest tests
        touch "$out"
      '';
in
{
  units = runCommandCC "driver-units" { hardeningDisable = [ "all" ]; } ''
    cp -R ${lib.cleanSource ../src} src
    cp -R ${lib.cleanSource ./.} tests
    for unit in elf_file ld_cache names sys; do sources+=" src/$unit.c"; done
    $CC -g -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -static-libasan -static-libubsan \
      -fsanitize=address,undefined -fno-sanitize-recover -o units tests/units.c $sources
    ./units ${driver-bridge.fakes}/580/libcuda.so.*
    # The audit library brings nothing into a process and wants nothing of it.
    undefined=$(nm -D --undefined-only ${driver-bridge.library})
    [ -z "$undefined" ] || { echo "error: ${driver-bridge.library} needs: $undefined" >&2; exit 1; }
    touch $out
  '';
  # The bridge adds itself to an image and nothing else.
  closure = closureCheck {
    name = "driver-probe";
    inherit (driver-bridge.probe) image;
  };
  search = pytest "search" ./.;
  doctor = pytest "doctor" ../gpu-doctor/tests;
}
