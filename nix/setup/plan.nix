# What has to be in the store before anything is built, read from the locks.
#
#   nix eval --raw --impure --expr 'import ./plan.nix { system = "x86_64-linux"; }'
#
# One line a source, fields parted by tabs:
#
#   debian  <sha256>  <size>  <store name>  <store path>  <pool path, or URL of a file that is not Debian's>  <when the snapshot archive has it>
#   pypi    <sha256>  -       <file name>   <store path>  <project>
#   tree    <sha256>  -       <store name>  <store path>  <store name of the .deb it comes from>
{
  system,
  /** Folder of a project whose pins count, too; none where it is empty. */
  project ? "",
  /** Folder of debpkgs' locks. */
  locks ? ../debpkgs/lock,
}:

let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    filter
    fromJSON
    intersectAttrs
    listToAttrs
    map
    readFile
    stringLength
    substring
    unsafeDiscardStringContext
    ;

  readLock = path: fromJSON (readFile path);

  machines = readLock ../debpkgs/machines.json;

  debianArchitecture =
    (machines.${system} or (throw "${system}: not supported; use one of ${concatStringsSep ", " (attrNames machines)}")).architecture;

  storeName = import ../debpkgs/bootstrap/store-name.nix;

  # A fixed-output derivation has the path that `nix-store --add-fixed` gives; only the path is computed here, nothing is built.
  storePath =
    mode: name: sha256:
    unsafeDiscardStringContext
      (derivation {
        inherit name system;
        builder = "none";
        outputHashMode = mode;
        outputHashAlgo = "sha256";
        outputHash = sha256;
      }).outPath;

  line = kind: mode: name: sha256: size: origin: {
    text = concatStringsSep "\t" [
      kind
      sha256
      size
      name
      (storePath mode name sha256)
      origin
    ];
  };

  debianLine =
    entry:
    line "debian" "flat" (storeName entry.path) entry.sha256 (toString entry.size) (
      (if entry ? url then "${entry.url}/" else "") + entry.path
      + "\t"
      + entry.snapshot or "-"
    );

  treeLine =
    entry: line "tree" "recursive" entry.unpacked.name entry.unpacked.sha256 "-" (storeName entry.path);

  pypiLine = entry: line "pypi" "flat" entry.file entry.sha256 "-" entry.name;

  packages = graftsOf debianArchitecture ++ concatMap (lock: attrValues (readLock (locks + "/${lock}.json")).packages) [
    debianArchitecture
    "trixie-${debianArchitecture}"
  ];
  # Fixes for images alone: ../debpkgs/grafts.nix.
  graftsOf =
    architecture:
    concatMap (path: attrValues (readLock path).packages) (
      filter builtins.pathExists [ (locks + "/grafts/${architecture}.json") ]
    );
  # What `debpkgs add` pinned; a file of an archive that is not Debian's has its address.
  packagesOfProject = concatMap (path: pinsOf (readLock path)) (
    filter builtins.pathExists (if project == "" then [ ] else [ (/. + "${project}/debpkgs.lock") ])
  );
  pinsOf =
    lock:
    map (entry: removeAttrs entry [ "url" ] // intersectAttrs { url = null; } (lock.archives.${entry.archive or ""} or { })) (
      attrValues lock.packages.${debianArchitecture}
    );
  sources = attrValues (readLock (locks + "/sources.json")).sources;

  isForSystem =
    entry:
    filter (
      target:
      let
        start = stringLength target - stringLength system;
      in
      start >= 0 && substring start (stringLength system) target == system
    ) entry.targets != [ ];

  pypiFiles = concatMap (path: filter isForSystem (readLock path).files) (import ./pypi-locks.nix ++ projectLocks);

  projectLocks = filter builtins.pathExists (
    if project == "" then [ ] else [ (import ../../python/build-project/find-files.nix project + "/pypi.json") ]
  );

  # Two projects may pin the same file; it is fetched once.
  unique =
    lines:
    attrValues (
      listToAttrs (
        map (entry: {
          name = entry.text;
          value = entry;
        }) lines
      )
    );
in
concatStringsSep "" (
  map (entry: entry.text + "\n") (
    unique (
      map debianLine (packages ++ packagesOfProject ++ sources)
      ++ map treeLine (filter (entry: entry ? unpacked) packages)
      ++ map pypiLine pypiFiles
    )
  )
)
