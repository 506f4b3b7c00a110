/**
  A program as a project has it: linked by the wrapper with the hook among its inputs, and with a
  fixup phase. `image` holds it and nothing else.
*/
{
  lib,
  stdenv,
  dockerTools,
  driver-bridge,
}:
let
  probe = stdenv.mkDerivation {
    name = "driver-probe";
    src = lib.sourceByRegex ./. [ "program[.]c" ];
    buildInputs = [ driver-bridge.hook ];
    buildPhase = "$CC -O1 -o driver-probe program.c";
    installPhase = "install -D -t $out/bin driver-probe";
    meta.mainProgram = "driver-probe";
    passthru.image = dockerTools.buildLayeredImage {
      name = "driver-probe";
      tag = "1";
      config = {
        Entrypoint = [ "${probe}/bin/driver-probe" ];
        Env = [
          "NVIDIA_VISIBLE_DEVICES=all"
          "NVIDIA_DRIVER_CAPABILITIES=compute,utility"
        ];
        User = "65534:65534";
      };
    };
  };
in
probe
