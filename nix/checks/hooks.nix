# The cases of every setup hook, one derivation a hook; each is in the hook's
# folder, in `tests.nix`.
{
  lib,
  newScope,
  runCommandLocal,
  python3,
}:
let
  testBuildFailure = newScope { } ./stdenv/test-build-failure.nix { };
  hook =
    callPackage: name: file:
    runCommandLocal "${name}-tests" {
      cases = lib.attrValues (removeAttrs (callPackage file { }) [ "override" ]);
    } ''printf '%s\n' $cases >$out'';
  native = newScope { inherit testBuildFailure; };
  python = python3.pkgs.newScope { inherit testBuildFailure; };
in
lib.mapAttrs (hook native) {
  auto-patchelf-hook = ../debpkgs/hooks/auto-patchelf/tests.nix;
  cargo-hooks = ../debpkgs/hooks/cargo-setup/tests.nix;
  cmake-hook = ../debpkgs/hooks/cmake/tests.nix;
  make-wrapper-hook = ../debpkgs/hooks/make-wrapper/tests.nix;
  ninja-hook = ../debpkgs/hooks/ninja/tests.nix;
}
// lib.mapAttrs (hook python) {
  compile-bytecode-hook = ../../python/hooks/compile-bytecode/tests.nix;
  imports-check-hook = ../../python/hooks/imports-check/tests.nix;
  pypa-hooks = ../../python/hooks/pypa-build/tests.nix;
  pytest-check-hook = ../../python/hooks/pytest-check/tests.nix;
  python-path-hook = ../../python/hooks/python-path/tests.nix;
  setuptools-build-hook = ../../python/hooks/setuptools-build/tests.nix;
  unittest-check-hook = ../../python/hooks/unittest-check/tests.nix;
  wheel-unpack-hook = ../../python/hooks/wheel-unpack/tests.nix;
  wrap-python-hook = ../../python/hooks/wrap-python/tests.nix;
}
