# rustPlatform: crates pinned by a Cargo.lock, and builds by cargo and rustc. These two are none of debpkgs' own packages: a project adds
# them by `debpkgs add cargo rustc`, so that nobody else has to fetch them.
{ lib, final }:
let
  inherit (final) makeSetupHook;
  program =
    name:
    final.${name}
      or (throw "rustPlatform: this package set does not have ${name}; run: nix run .#debpkgs -- add cargo rustc");
  files = import ./files.nix { inherit lib final; };
in
rec {
  importCargoLock = import ./import-cargo-lock.nix { inherit lib final files; };
  buildRustPackage = lib.makeOverridable (import ./build-rust-package.nix) {
    inherit lib importCargoLock fetchCargoVendor;
    inherit (final) stdenv;
    cargo = program "cargo";
    rustc = program "rustc";
    hooks = [
      cargoSetupHook
      cargoBuildHook
      cargoCheckHook
      cargoInstallHook
    ];
  };
  fetchCargoVendor = import ./fetch-cargo-vendor.nix {
    inherit
      lib
      final
      importCargoLock
      files
      ;
  };

  cargoSetupHook = makeSetupHook {
    name = "cargo-setup-hook";
    substitutions = {
      rustcWrapper = ../hooks/cargo-setup/rustc-wrapper.sh;
      neutralSbom = ../hooks/cargo-setup/neutral_sbom.py;
      shell = final.runtimeShell;
    };
  } ../hooks/cargo-setup/cargo-setup.sh;
  cargoBuildHook = makeSetupHook { name = "cargo-build-hook"; } ../hooks/cargo-build/cargo-build.sh;
  cargoCheckHook = makeSetupHook { name = "cargo-check-hook"; } ../hooks/cargo-build/cargo-check.sh;
  cargoInstallHook = makeSetupHook { name = "cargo-install-hook"; } ../hooks/cargo-build/cargo-install.sh;
  maturinBuildHook = makeSetupHook { name = "maturin-build-hook"; } ../hooks/maturin-build/maturin-build.sh;
}
