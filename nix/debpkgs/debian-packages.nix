# The entries of packages.toml as packages: the runtime path, with `.bin` and
# `.dev` beside it where there are such .debs.
{ lib, bootstrap }:
let
  # What getExe takes, under nixpkgs' names: of those that other people's expressions ask for.
  mainPrograms = {
    jq = "jq";
    ugrep = "ug";
  };
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
          # For buildFHSEnv.
          debianPackages = bootstrap.debsWith pname (if outputName == "out" then [ "out" "bin" ] else [ outputName ]);
        };
      outputs = lib.mapAttrs output (removeAttrs built [ "version" ]);
    in
    outputs.out
    // outputs
    // {
      outputSpecified = false;
      outputs = [ "out" ];
      meta = {
        platforms = lib.platforms.linux;
      }
      // lib.optionalAttrs (mainPrograms ? ${pname}) { mainProgram = mainPrograms.${pname}; };
    };
in
lib.mapAttrs package bootstrap.built
