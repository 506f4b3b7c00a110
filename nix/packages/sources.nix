# All files that ./setup puts into the store, as links to them.
{
  lib,
  bootstrap,
  linkFarm,
}:
let
  pythonFiles = lib.concatMap (lock: (lib.importJSON lock).files) (import ../setup/pypi-locks.nix);
  forSystem = lib.filter (
    file: lib.any (target: lib.hasSuffix "-${bootstrap.platform.system}" target) file.targets
  ) pythonFiles;
  python = map (
    file:
    bootstrap.pinned {
      path = file.file;
      inherit (file) sha256;
    }
  ) forSystem;
  byName = builtins.listToAttrs (
    map (source: lib.nameValuePair source.name source) (bootstrap.allSources ++ python)
  );
in
linkFarm "sources" (byName // { "${bootstrap.busybox.name}" = bootstrap.busybox; })
