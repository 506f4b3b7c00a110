/**
  The library that offers the host's GPU driver to the dynamic linker; src/audit.c says how and why.

  A program is offered the driver if its dynamic section names this library:

  - `driver-bridge.hook` among a package's or a shell's inputs: every program that is linked there;
  - `bridgePython env`: an environment's interpreter;
  - `bridgeProgram FILE…`, a function of the hook: programs that are linked already.

  The library refers to nothing, so that it adds 20 kB to an image.
*/
{
  lib,
  stdenv,
  callPackage,
  makeSetupHook,
  patchelf,
  python3,
}:
let
  library = "lib/libdriver-bridge.so";
  driver-bridge = stdenv.mkDerivation {
    pname = "driver-bridge";
    version = "1";

    # Not the programs' sources: an edit of theirs changes no image.
    src = lib.sourceByRegex ./src [
      "Makefile"
      ".*[.]h"
      "(audit|elf_file|ld_cache|names|search|sys)[.]c"
    ];
    # It needs no libc, neither for a stack's canary.
    hardeningDisable = [ "all" ];
    makeFlags = [ "libdriver-bridge.so" ];
    installPhase = ''
      runHook preInstall
      install -D -m 555 libdriver-bridge.so $out/${library}
      runHook postInstall
    '';

    passthru = {
      library = "${driver-bridge}/${library}";
      # For tests.
      fakes = callPackage ./tests/fakes.nix { inherit driver-bridge; };
      probe = callPackage ./tests/probe.nix { inherit driver-bridge; };
      hook = makeSetupHook {
        name = "driver-bridge-hook";
        substitutions = {
          inherit (driver-bridge) library;
          patchelf = lib.getExe patchelf;
          python = lib.getExe python3;
          setAudit = "${./set_audit.py}";
        };
      } ./driver-bridge.sh;
    };

    meta = {
      description = "Offers the host's GPU driver to programs that have no other";
      license = lib.licenses.mit;
      platforms = lib.platforms.linux;
    };
  };
in
driver-bridge
