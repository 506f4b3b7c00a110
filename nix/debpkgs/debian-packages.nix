# The entries of packages.toml as packages: the runtime path, with `.bin` and
# `.dev` beside it where there are such .debs.
{ lib, bootstrap }:
let
  # What getExe takes, under nixpkgs' names: of those that other people's expressions ask for.
  mainPrograms = {
    jq = "jq";
    ugrep = "ug";
  };
  bySpdxId = lib.listToAttrs (
    map (license: lib.nameValuePair license.spdxId license) (lib.filter (license: license ? spdxId) (lib.attrValues lib.licenses))
  );
  # Debian's main has free software alone.
  free = shortName: fullName: {
    inherit shortName fullName;
    free = true;
    redistributable = true;
    deprecated = false;
  };
  licensesOf =
    debian:
    if debian.licenses == [ ] then
      [ (free "LicenseRef-Debian-${debian.source}" "as ${debian.copyright} says") ]
    else
      map (name: bySpdxId.${name} or (free name name)) debian.licenses;
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
      outputs = lib.mapAttrs output (removeAttrs built [ "debian" "version" ]);
    in
    outputs.out
    // outputs
    // {
      outputSpecified = false;
      outputs = [ "out" ];
      meta = {
        platforms = lib.platforms.linux;
        license = licensesOf built.debian;
        # Debian's names: source package, whole version, and the binary packages with their versions.
        debian = removeAttrs built.debian [ "copyright" "licenses" ];
      }
      // lib.optionalAttrs (mainPrograms ? ${pname}) { mainProgram = mainPrograms.${pname}; };
    };
in
lib.mapAttrs package bootstrap.built
