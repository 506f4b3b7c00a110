# The entries of packages.toml as packages: the runtime path, with `.bin` and
# `.dev` beside it where there are such .debs.
{ lib, bootstrap }:
let
  package =
    pname: built:
    let
      output =
        outputName: drv:
        drv
        // {
          inherit pname outputName;
          inherit (built) version;
          outputSpecified = true;
        };
      outputs = lib.mapAttrs output (removeAttrs built [ "version" ]);
    in
    outputs.out
    // outputs
    // {
      outputSpecified = false;
      outputs = [ "out" ];
      meta.platforms = lib.platforms.linux;
    };
in
lib.mapAttrs package bootstrap.built
