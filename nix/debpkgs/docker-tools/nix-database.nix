/**
  nix/var of an image: the database in which a Nix there looks its store paths up, and roots that keep them.

  # Arguments

  - `name`: of the derivation
  - `contents`: whose closure is registered, and kept from garbage collection
  - `configFile`: whose references are registered; itself it is not in the image
*/
{
  runCommand,
  stdenv,
  nix,
  python3,
}:
{
  name,
  contents,
  configFile,
}:
let
  # Sizes and hashes of a closure are told to structured attributes alone, and Python reads them without a shell's help.
  registration = derivation {
    name = "${name}-registration";
    inherit (stdenv.hostPlatform) system;
    builder = "${python3}/bin/python3";
    args = [
      "-I"
      "-B"
      ./nix_registration.py
    ];
    __structuredAttrs = true;
    preferLocalBuild = true;
    exportReferencesGraph.graph = contents ++ [ configFile ];
    excluded = configFile;
  };
in
runCommand name
  {
    nativeBuildInputs = [
      nix
      python3
    ];
  }
  ''
    export NIX_REMOTE="local?root=$PWD/root" NIX_CONFIG="experimental-features =" HOME="$PWD" USER=nobody
    nix-store --load-db <${registration}
    # When a path came in is the one thing that is not the same each time.
    python3 -I -B - root/nix/var/nix/db/db.sqlite <<'EOF'
    import sqlite3, sys
    database = sqlite3.connect(sys.argv[1], isolation_level=None)
    database.execute("UPDATE ValidPaths SET registrationTime = 1")
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("VACUUM")
    EOF
    mkdir -p root/nix/var/nix/gcroots/docker $out
    for path in ${toString contents}; do ln -s "$path" root/nix/var/nix/gcroots/docker/; done
    rm -rf root/nix/store root/nix/var/nix/db/{reserved,big-lock}
    mv root/nix $out/nix
  ''
