# What `nix develop` opens, as one package, for devbox.
{ callPackage }:
callPackage ../../python/build-project/shell-package.nix { } "hpds-shell" (
  callPackage ../../shells/default.nix {
    editableHook = callPackage ../../shells/support/editable.nix { };
  }
)
