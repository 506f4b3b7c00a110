# What a Cargo.lock pins: `{ crates, repositories }`. Its form is described with `cargo generate-lockfile`; versions 1 to 4 differ in
# where the checksums are.
{ lib }:
{
  /** The text of the file. */
  text,
  /** Its name, for messages. */
  place,
}:
let
  inherit (builtins) elemAt filter match;
  document = builtins.fromTOML text;
  packages = document.package or [ ];

  # Version 1 has the checksums in a table of their own.
  checksumOf =
    package:
    package.checksum or document.metadata."checksum ${package.name} ${package.version} (${package.source})"
      or (throw "importCargoLock: ${place}: ${package.name} ${package.version} has no checksum; run: cargo update -p ${package.name}");

  # A project's own packages have no source.
  from = kind: filter (package: lib.hasPrefix kind package.source or "") packages;
  others = filter (
    package:
    package ? source && !(lib.hasPrefix "registry+" package.source) && !(lib.hasPrefix "git+" package.source)
  ) packages;
  isDefaultRegistry = source: lib.hasInfix "crates.io" source;
  ofOtherRegistry = filter (package: !(isDefaultRegistry package.source)) (from "registry+") ++ others;

  crate = package: {
    inherit (package) name version;
    checksum = checksumOf package;
  };

  # git+URL?rev=WISH#COMMIT
  gitCrate =
    package:
    let
      parts = match "git\\+([^?#]+)(\\?(rev|tag|branch)=([^#]*))?#([0-9a-f]{40})" package.source;
    in
    if parts == null then
      throw "importCargoLock: ${place}: ${package.name}: source ${package.source} names no commit; run: cargo update -p ${package.name}"
    else
      {
        inherit (package) name version;
        url = elemAt parts 0;
        wish = elemAt parts 2;
        # Version 4 writes it as an address does; these signs are in names of branches and tags.
        wished =
          if elemAt parts 3 != null && document.version or 1 >= 4 then
            builtins.replaceStrings [ "%2F" "%23" "%2B" "%40" "%25" ] [ "/" "#" "+" "@" "%" ] (elemAt parts 3)
          else
            elemAt parts 3;
        commit = elemAt parts 4;
        # As Cargo's configuration has to name it.
        source = builtins.head (builtins.match "([^#]*)#.*" package.source);
      };
in
lib.throwIf (ofOtherRegistry != [ ])
  "importCargoLock: ${place}: ${(builtins.head ofOtherRegistry).name} is from ${(builtins.head ofOtherRegistry).source}: debpkgs supports crates.io, or what Cargo's configuration replaces it by, and git; take it from one of these"
  {
    crates = map crate (from "registry+");
    repositories = map gitCrate (from "git+");
  }
