/**
  Packages that take the place of others in what is built already: `[ { oldDependency; newDependency; } … ]`.

  `make graft` notes fixes in lock/grafts/ in place of lock/, if they keep their libraries' interfaces. All that is compiled stays as it is,
  built with the older packages. docker-tools/imagetools/grafts.py puts the newer ones into images.

  # Arguments

  - `lib`, `system`
  - `base`: the set without grafts
  - `lockFile`: of the grafts; there are none where it is missing
*/
{
  lib,
  system,
  base,
  lockFile,
}:
let
  pins = (lib.importJSON lockFile).packages;
  newer = import ./bootstrap {
    inherit lib system;
    grafted = {
      inherit (base) busybox tools;
      packages = pins;
      # newer version -> that of the lock
      versions = lib.mapAttrs' (name: pin: lib.nameValuePair pin.version base.packages.${name}.version) pins;
    };
  };
  pairs = lib.concatMap (
    name:
    map (output: {
      oldDependency = base.debs.${name}.${output};
      newDependency = newer.debs.${name}.${output};
    }) (lib.filter (output: base.debs.${name} ? ${output}) [ "out" "bin" "dev" ])
  ) (lib.attrNames base.debs);
in
if builtins.pathExists lockFile then
  lib.filter (one: one.oldDependency.outPath != one.newDependency.outPath) pairs
else
  [ ]
