# Builders around stdenv, one subject a file.
{ lib, final }:
let
  call = file: import file { inherit lib final; };
in
call ./trivial-builders.nix
// call ./fetchers.nix
// call ./fetch-archives.nix
// call ./shells.nix
// call ./setup-hooks.nix
// {
  buildEnv = call ./build-env.nix;
  buildFHSEnv = import ../fhs {
    inherit lib final;
    inherit (final) bootstrap;
  };
  closureInfo = call ./closure-info.nix;
  inherit (final.dockerTools) fakeNss;
  dockerTools = final.callPackage ../docker-tools { };
}
