/**
  The crates of the Cargo.lock in a source, with nixpkgs' hash of them all together; a result as that of importCargoLock.

  The source has to be there when Nix evaluates: a path, or what fetchzip, fetchFromGitHub or builtins.fetchGit give. What a build or a
  download makes, fetchPypi say, is not read.

  # Example

  ```nix
  rustPlatform.fetchCargoVendor { src = ./.; hash = "sha256-…"; }
  ```

  # Arguments

  src
  : the source; `sourceRoot` and in it `cargoRoot` lead to the folder that has Cargo.lock

  hash
  : of all crates, as nixpkgs' function of this name wants it
*/
{
  lib,
  final,
  importCargoLock,
  files,
}:
{
  src,
  hash,
  name ? "cargo-deps",
  pname ? null,
  version ? null,
  cargoRoot ? "",
  sourceRoot ? "",
}:
let
  label = if pname == null then name else "${pname}-${toString version}";
  isThere =
    if builtins.isAttrs src then
      !(src ? drvPath)
    else
      builtins.isPath src || lib.all (one: !(one ? outputs)) (lib.attrValues (builtins.getContext src));
  # The first part is the folder that src is unpacked into.
  folders = builtins.tail (lib.splitString "/" sourceRoot) ++ [ cargoRoot ];
  lockFile = lib.concatStringsSep "/" ([ "${src}" ] ++ lib.filter (part: part != "") folders ++ [ "Cargo.lock" ]);
  lockFileContents = builtins.readFile lockFile;
  vendor = importCargoLock {
    inherit lockFileContents;
    allowBuiltinFetchGit = true;
  };
  # What nixpkgs downloads, in its form: so the hash is that of nixpkgs, and wrong for any other crate.
  staging = final.runCommandLocal "${label}-vendor-staging" {
    inherit lockFileContents;
    crates = lib.concatMapStrings (crate: "${crate.name}-${crate.version} ${crate.file}\n") (files lockFileContents lockFile).crates;
    trees = lib.concatMapStrings (crate: "${crate.commit} ${crate.tree}\n") (files lockFileContents lockFile).repositories;
    passAsFile = [
      "crates"
      "trees"
      "lockFileContents"
    ];
    outputHashMode = "recursive";
    outputHash = hash;
  } ''
    mkdir $out
    cp $lockFileContentsPath $out/Cargo.lock
    [ ! -s $cratesPath ] || mkdir $out/tarballs
    while read -r name file; do cp --no-preserve=mode "$file" "$out/tarballs/$name.tar.gz"; done <$cratesPath
    [ ! -s $treesPath ] || mkdir $out/git
    while read -r commit tree; do [ -e "$out/git/$commit" ] || cp -r "$tree" "$out/git/$commit"; done <$treesPath
  '';
in
lib.throwIf (!isThere)
  "fetchCargoVendor: ${label}: src is made by a build or a download, and debpkgs reads none of that while it evaluates; give cargoDeps = rustPlatform.importCargoLock { lockFile = ./Cargo.lock; }, a copy of the one in the source"
  (
    vendor.overrideAttrs (_: {
      name = "${label}-vendor";
      inherit staging;
    })
  )
