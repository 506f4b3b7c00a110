/**
  Small packages for `contents`, named as in nixpkgs.
*/
{
  lib,
  runCommand,
  bash,
  coreutils,
  cacert,
}:
{
  /**
    User and group files for root and nobody, and a name service switch that reads them. `fakeNss.override { extraPasswdLines;
    extraGroupLines; }` adds lines between those two.
  */
  fakeNss =
    lib.makeOverridable
      (
        {
          extraPasswdLines ? [ ],
          extraGroupLines ? [ ],
        }:
        runCommand "fake-nss" { } ''
          mkdir -p "$out/etc" "$out/var/empty"
          printf '%s\n' ${
            lib.escapeShellArgs (
              [ "root:x:0:0:root user:/var/empty:/bin/sh" ]
              ++ extraPasswdLines
              ++ [ "nobody:x:65534:65534:nobody:/var/empty:/bin/sh" ]
            )
          } >"$out/etc/passwd"
          printf '%s\n' ${
            lib.escapeShellArgs ([ "root:x:0:" ] ++ extraGroupLines ++ [ "nobody:x:65534:" ])
          } >"$out/etc/group"
          echo 'hosts: files dns' >"$out/etc/nsswitch.conf"
        ''
      )
      { };

  /**
    `/bin/sh`.
  */
  binSh = runCommand "bin-sh" { } ''
    mkdir -p "$out/bin"
    ln -s ${bash}/bin/bash "$out/bin/sh"
  '';

  /**
    `/usr/bin/env`.
  */
  usrBinEnv = runCommand "usr-bin-env" { } ''
    mkdir -p "$out/usr/bin"
    ln -s ${coreutils}/bin/env "$out/usr/bin/env"
  '';

  /**
    Certificate authorities at the places where programs look for them.
  */
  caCertificates = runCommand "ca-certificates" { } ''
    mkdir -p "$out/etc/ssl/certs" "$out/etc/pki/tls/certs"
    for file in etc/ssl/certs/ca-bundle.crt etc/ssl/certs/ca-certificates.crt \
      etc/pki/tls/certs/ca-bundle.crt; do
      ln -s ${cacert}/etc/ssl/certs/ca-bundle.crt "$out/$file"
    done
  '';
}
