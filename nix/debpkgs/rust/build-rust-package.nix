/**
  A program or library in Rust, built offline from the crates of its Cargo.lock.

  # Example

  ```nix
  rustPlatform.buildRustPackage {
    pname = "tool";
    version = "1.0";
    src = ./.;
    cargoLock.lockFile = ./Cargo.lock;
  }
  ```

  # Arguments

  cargoLock
  : arguments of importCargoLock; or `cargoDeps`, its result; or `cargoVendorDir`, a folder in the source

  cargoRoot, buildAndTestSubdir
  : folder of Cargo.lock in the source, and that of the package to build

  buildType, buildFeatures, buildNoDefaultFeatures, cargoBuildFlags, cargoTestFlags
  : of `cargo build`; the type is a profile, "release" by default

  doCheck, checkType, checkFeatures, checkNoDefaultFeatures, checkFlags
  : the same of `cargo test`, which runs unless `doCheck = false`
*/
{
  lib,
  stdenv,
  importCargoLock,
  cargo,
  rustc,
  hooks,
}:
let
  own = [
    "cargoLock"
    "buildType"
    "buildFeatures"
    "buildNoDefaultFeatures"
    "checkType"
    "checkFeatures"
    "checkNoDefaultFeatures"
    "nativeBuildInputs"
  ];

  arguments =
    args:
    let
      label = args.name or "${args.pname or "?"}-${args.version or "?"}";
      buildType = args.buildType or "release";
      buildFeatures = args.buildFeatures or [ ];
      buildNoDefaultFeatures = args.buildNoDefaultFeatures or false;
    in
    lib.throwIf (args ? cargoHash || args ? cargoSha256)
      "buildRustPackage: ${label}: cargoHash is that of a download, and debpkgs downloads nothing while it builds; give cargoLock.lockFile = ./Cargo.lock, a copy of the source's"
      lib.throwIf
      (!(args ? cargoLock || args ? cargoDeps || args ? cargoVendorDir))
      "buildRustPackage: ${label}: no crates; give cargoLock.lockFile = ./Cargo.lock"
      (
        {
          doCheck = true;
          strictDeps = true;
        }
        // lib.optionalAttrs (args ? cargoLock) { cargoDeps = importCargoLock args.cargoLock; }
        // removeAttrs args own
        // {
          nativeBuildInputs = [
            cargo
            rustc
          ]
          ++ hooks
          ++ args.nativeBuildInputs or [ ];
          cargoBuildType = buildType;
          cargoCheckType = args.checkType or buildType;
          cargoBuildFeatures = buildFeatures;
          cargoBuildNoDefaultFeatures = buildNoDefaultFeatures;
          cargoCheckFeatures = args.checkFeatures or buildFeatures;
          cargoCheckNoDefaultFeatures = args.checkNoDefaultFeatures or buildNoDefaultFeatures;
        }
      );
in
attrsOrFunction:
stdenv.mkDerivation (
  if lib.isFunction attrsOrFunction then
    final: arguments (attrsOrFunction final)
  else
    arguments attrsOrFunction
)
