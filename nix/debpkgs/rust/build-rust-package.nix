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
  : arguments of importCargoLock; or `cargoDeps`, its result; or `cargoHash`, that of fetchCargoVendor, where the source is there when
    Nix evaluates; or `cargoVendorDir`, a folder in the source

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
  fetchCargoVendor,
  cargo,
  rustc,
  hooks,
}:
let
  own = [
    "cargoHash"
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
    lib.throwIf (!(args ? cargoLock || args ? cargoDeps || args ? cargoVendorDir || args ? cargoHash))
      "buildRustPackage: ${label}: no crates; give cargoLock.lockFile = ./Cargo.lock"
      (
        {
          doCheck = true;
          strictDeps = true;
        }
        // lib.optionalAttrs (args ? cargoHash) {
          cargoDeps = fetchCargoVendor {
            inherit (args) src;
            name = label;
            hash = args.cargoHash;
            cargoRoot = args.cargoRoot or "";
          };
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
