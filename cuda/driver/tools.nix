# The programs that gpu-doctor starts: the search with its reasons, and the question to the driver.
{
  lib,
  stdenv,
  driver-bridge,
}:
stdenv.mkDerivation {
  pname = "driver-tools";
  inherit (driver-bridge) version;
  src = lib.cleanSource ./src;
  makeFlags = [
    "driver-candidates"
    "driver-ask"
    "BRIDGE=${driver-bridge.library}"
  ];
  installPhase = ''
    runHook preInstall
    install -D -m 555 -t $out/bin driver-candidates driver-ask
    runHook postInstall
  '';
  meta = {
    description = "What the search for the host's GPU driver finds";
    license = lib.licenses.mit;
    platforms = lib.platforms.linux;
  };
}
