# What stdenv.mkDerivation and the builders around it promise, shown to hold and
# shown to be refused. One derivation that needs every case.
{
  lib,
  newScope,
  runCommandLocal,
}:
let
  callPackage = newScope {
    testBuildFailure = callPackage ./test-build-failure.nix { };
    project = callPackage ./project.nix { };
  };
  cases =
    file:
    removeAttrs (callPackage file { }) [
      "override"
    ];
  all = lib.concatLists (
    map (file: lib.attrValues (cases file)) [
      ./build.nix
      ./compiler.nix
      ./environment.nix
      ./failures.nix
      ./builders.nix
    ]
  );
  refusals = callPackage ./evaluation.nix { };
in
if refusals == [ ] then
  runCommandLocal "stdenv-tests" { inherit all; } ''printf '%s\n' $all >$out''
else
  throw "nix/checks/stdenv/evaluation.nix: ${toString (builtins.length refusals)} failed:\n${lib.concatLines refusals}"
