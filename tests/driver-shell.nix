# A shell whose programs are offered the host's GPU driver, as shells/cuda.nix is one, with no toolkit to wait for.
let
  inherit (import ../nix { }) legacyPackages;
  inherit (legacyPackages)
    bridgePython
    driver-bridge
    mkShell
    python313
    ;
in
mkShell {
  name = "driver";
  packages = [ (bridgePython (python313.withPackages (_: [ ]))) ];
  buildInputs = [ driver-bridge.hook ];
}
