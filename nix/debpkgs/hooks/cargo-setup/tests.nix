# Cases of the Cargo hooks, with a program in Cargo's place that prints what it is given: cargo itself is none of debpkgs' packages.
{
  stdenv,
  runCommandLocal,
  rustPlatform,
  writeShellScriptBin,
  writeTextDir,
  testBuildFailure,
}:
let
  lockText = ''
    version = 4

    [[package]]
    name = "sample"
    version = "1.0.0"
  '';
  # No crates, so that nothing has to be fetched.
  cargoDeps = rustPlatform.importCargoLock { lockFileContents = lockText; };
  cargo = writeShellScriptBin "cargo" ''
    echo "$@" >>"''${CARGO_TARGET_DIR%/target}/said"
    pwd >>"''${CARGO_TARGET_DIR%/target}/said"
    [ "$1" = build ] || exit 0
    case "$*" in *"--profile dev"*) folder=$CARGO_TARGET_DIR/debug ;; *) folder=$CARGO_TARGET_DIR/release ;; esac
    mkdir -p "$folder"
    echo >"$folder/libsample.so"
    echo >"$folder/libsample.d"
    echo "#!/bin/sh" >"$folder/sample"
    chmod +x "$folder/sample"
  '';
  source =
    place:
    runCommandLocal "sample" { inherit lockText; } ''
      mkdir -p "$out/${place}"
      printf '%s' "$lockText" >"$out/${place}/Cargo.lock"
    '';
  build = rustPlatform.buildRustPackage.override {
    inherit cargo;
    rustc = cargo;
  };
  sample =
    name: attrs:
    build (
      {
        inherit name cargoDeps;
        src = source "";
      }
      // attrs
    );
in
{
  default = sample "cargo-default" {
    buildFeatures = [
      "one"
      "two"
    ];
    checkFlags = [ "--skip=slow" ];
    postInstall = ''
      grep -x -- "build -j[0-9]* --offline --profile release --features=one,two" said
      grep -x -- "test .* -- --skip=slow" said
      [ -x $out/bin/sample ] && [ -e $out/lib/libsample.so ] && [ ! -e $out/lib/libsample.d ]
      grep -x "directory = \"$NIX_BUILD_TOP/cargo-vendor-dir\"" $CARGO_HOME/config.toml
      grep -x "offline = true" $CARGO_HOME/config.toml
      # Panics of a program tell of no folder of the build.
      [ "$($CARGO_HOME/rustc-wrapper echo one)" = "one --remap-path-prefix=$NIX_BUILD_TOP/cargo-vendor-dir=/crates --remap-path-prefix=$NIX_BUILD_TOP=/source" ]
    '';
  };
  subfolder = sample "cargo-subfolder" {
    src = source "inner";
    cargoRoot = "inner";
    buildAndTestSubdir = "inner";
    doCheck = false;
    postInstall = ''
      grep "/inner$" said
      ! grep test said
    '';
  };
  debug = sample "cargo-debug" {
    buildType = "debug";
    postInstall = "[ -x $out/bin/sample ]";
  };
  withoutALock = testBuildFailure (sample "cargo-without-a-lock" { src = writeTextDir "other" ""; }) [
    "the source has no Cargo.lock; set cargoRoot"
  ];
  anotherLock = testBuildFailure (sample "cargo-another-lock" { src = writeTextDir "Cargo.lock" "other"; }) [
    "Cargo.lock of the source is not the one that cargoDeps is made of"
  ];
  vendored = sample "cargo-vendored" {
    cargoDeps = null;
    src = writeTextDir "vendor/sample/Cargo.toml" "";
    cargoVendorDir = "vendor";
    postInstall = ''
      grep -x "directory = \"$NIX_BUILD_TOP/$sourceRoot/vendor\"" $CARGO_HOME/config.toml
    '';
  };
  maturin = stdenv.mkDerivation {
    name = "maturin-build";
    dontUnpack = true;
    nativeBuildInputs = [
      (writeShellScriptBin "maturin" ''echo "$@" >said'')
      rustPlatform.maturinBuildHook
    ];
    maturinBuildFlags = [ "--features=one" ];
    # As buildPythonPackage's own hook.
    buildPhase = "pypaBuildPhase";
    installPhase = ''
      grep -x -- "build --jobs=[0-9]* --offline --compatibility off --interpreter python3 --profile release --out $PWD/dist --features=one" said
      touch $out
    '';
  };
  withoutMaturin = testBuildFailure (stdenv.mkDerivation {
    name = "maturin-absent";
    dontUnpack = true;
    nativeBuildInputs = [ rustPlatform.maturinBuildHook ];
  }) [ "there is no maturin; add it to build-system" ];
}
