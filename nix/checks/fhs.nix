# buildFHSEnv: a program that wants a Debian around it runs in one. In the sandbox of a build, where the machine lets it make namespaces.
{
  pkgs,
  lib,
  runCommand,
  runCommandCC,
}:
let
  inherit (pkgs) bootstrap;
  # As others ship it: for the dynamic linker and the libraries of a distribution.
  foreign = runCommandCC "foreign" { buildInputs = [ pkgs.zlib ]; } ''
    mkdir -p $out/bin
    $CC -x c - -lz -o $out/bin/foreign <<'END'
    #include <stdio.h>
    #include <zlib.h>
    int main(void) { return printf("zlib %s\n", zlibVersion()) < 0; }
    END
    patchelf --set-interpreter /lib64/${bootstrap.loader} --remove-rpath $out/bin/foreign
  '';
  ours = pkgs.writeShellScriptBin "ours" "echo ours";
  root = pkgs.buildFHSEnv {
    name = "fhs-check";
    targetPkgs = pkgs: [
      pkgs.jq
      ours
    ];
    profile = "export FROM_PROFILE=1";
    extraBuildCommands = "echo extra >usr/share/extra";
    extraInstallCommands = "touch $out/installed";
    runScript = "bash -eu";
  };
  refused = arguments: !(builtins.tryEval (pkgs.buildFHSEnv ({ name = "x"; } // arguments)).outPath).success;
in
assert refused { multiArch = true; };
assert refused { extraBwrapArgs = [ "--tmpfs /" ]; };
assert refused { targetPackages = _: [ ]; };
assert !(refused {
  multiArch = false;
  multiPkgs = null;
});
assert (pkgs.buildFHSEnv { pname = "a"; version = "1"; }).name == "a-1";
assert root.env ? drvPath;
runCommand "fhs"
  {
    inherit root foreign;
    script = ''
      [ "$FROM_PROFILE" = 1 ]
      [ "$(command -v bash)" = /usr/bin/bash ]
      [ "$(readlink /bin)" = usr/bin ]
      ${foreign}/bin/foreign
      [ "$(echo '{"a": 1}' | /usr/bin/jq .a)" = 1 ]
      [ "$(/usr/bin/ours)" = ours ]
      [ "$(cat /usr/share/extra)" = extra ]
      /usr/bin/perl -MPOSIX -e 'print "perl\n"'
      [ -s /etc/ssl/certs/ca-certificates.crt ]
      for link in /etc/ssl/certs/????????.0; do [ -s "$link" ]; done
      # What a maintainer script asks update-alternatives for.
      [ "$(awk 'BEGIN { print 1 }')" = 1 ]
      if touch /usr/share/new 2>/dev/null; then exit 1; fi
      touch /etc/new /var/lib/new here
      [ "$PWD" = /build ] || [ -e here ]
      exit "$1"
    '';
    passAsFile = [ "script" ];
  }
  ''
    [ -e $root/installed ]
    if ${foreign}/bin/foreign 2>/dev/null; then exit 1; fi
    status=0
    $root/bin/fhs-check "$scriptPath" 7 >printed 2>&1 || status=$?
    cat printed
    case $status in
      7) grep '^zlib ' printed ;;
      126) grep 'needs user namespaces, which are not permitted here' printed ;;
      *) exit 1 ;;
    esac
    [ ! -e /etc/new ]
    touch $out
  ''
