# Certificate authorities as one bundle, where nixpkgs' cacert has it.
{ runCommandLocal, ca-certificates }:
runCommandLocal "cacert-${ca-certificates.version}" { inherit (ca-certificates) version; } ''
  mkdir -p $out/etc/ssl/certs
  find ${ca-certificates}/share/ca-certificates -name '*.crt' | sort | xargs cat >$out/etc/ssl/certs/ca-bundle.crt
''
