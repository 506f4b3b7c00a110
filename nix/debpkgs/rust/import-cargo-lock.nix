/**
  The crates that a Cargo.lock pins, as a folder that Cargo builds from without a network: `cargoDeps` of cargoSetupHook.

  Each crate is a fixed-output derivation by the checksum of the lock. `pyproject2nix fetch`, or `sync` in a project, has put it into the
  store. A crate of a Git repository is fetched by its commit while Nix evaluates.

  # Example

  ```nix
  rustPlatform.importCargoLock { lockFile = ./Cargo.lock; }
  ```

  # Arguments

  lockFile
  : path of a Cargo.lock, or `lockFileContents`, its text

  outputHashes
  : for crates of Git: `{ "NAME-VERSION" = "sha256-…"; }`, the hash of the repository's tree

  allowBuiltinFetchGit
  : crates of Git need no hash, since the lock has their commits
*/
{
  lib,
  final,
  files,
}:
{
  lockFile ? null,
  lockFileContents ? null,
  outputHashes ? { },
  allowBuiltinFetchGit ? false,
  extraRegistries ? { },
}:
let
  place = if lockFile == null then "lockFileContents" else toString lockFile;
  text = if lockFile == null then lockFileContents else builtins.readFile lockFile;
  lock = files text place;

  tree =
    crate:
    let
      key = "${crate.name}-${crate.version}";
      hash = outputHashes.${key} or null;
    in
    if hash != null then
      crate.treeOf { narHash = hash; }
    else if allowBuiltinFetchGit then
      crate.tree
    else
      throw "importCargoLock: ${place}: ${key} is from a Git repository; give allowBuiltinFetchGit = true, or outputHashes.\"${key}\" = \"sha256-…\"";

  # Cargo takes another source for one that is configured by the same words.
  gitSource = crate: ''

    [source."${crate.source}"]
    git = "${crate.url}"
    ${lib.optionalString (crate.wish != null) "${crate.wish} = \"${crate.wished}\""}
    replace-with = "vendored-sources"
  '';
  config = ''
    [source.crates-io]
    replace-with = "vendored-sources"

    [source.vendored-sources]
    directory = "@vendor@"
  ''
  + lib.concatStrings (lib.unique (map gitSource lock.repositories));
in
lib.throwIf ((lockFile == null) == (lockFileContents == null)) "importCargoLock: give either lockFile or lockFileContents"
  lib.throwIf
  (extraRegistries != { })
  "importCargoLock: ${place}: debpkgs does not support extraRegistries; configure Cargo to replace crates.io by a registry that has both"
  (
    final.runCommandLocal "cargo-vendor-dir"
      {
        crates = lib.concatMapStrings (crate: "${crate.name}-${crate.version} ${crate.checksum} ${crate.file}\n") lock.crates;
        trees = lib.concatMapStrings (crate: "${crate.name} ${crate.version} ${tree crate}\n") lock.repositories;
        inherit config text;
        passAsFile = [
          "crates"
          "trees"
          "config"
          "text"
        ];
        # Only a crate of Git, whose manifest may take values from a workspace, needs a program.
        gitCrate = lib.optionalString (
          lock.repositories != [ ]
        ) "${final.python-bootstrap}/bin/python3 -I -B ${./git_crate.py}";
      }
      ''
        mkdir -p $out/.cargo
        cp $configPath $out/.cargo/config.toml
        cp $textPath $out/Cargo.lock
        while read -r name checksum file; do
          tar -xzf "$file" -C $out
          printf '{"files":{},"package":"%s"}' "$checksum" >"$out/$name/.cargo-checksum.json"
        done <$cratesPath
        while read -r name version tree; do
          $gitCrate "$tree" "$name" "$version" "$out/$name-$version"
          printf '{"files":{},"package":null}' >"$out/$name-$version/.cargo-checksum.json"
        done <$treesPath
      ''
  )
