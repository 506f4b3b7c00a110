/**
  A compressed Docker archive under the arguments of nixpkgs' older function. Its layers are those of `buildLayeredImage`; what a
  container sees is the same.

  # Arguments

  - `copyToRoot`: a package, or a list of them, whose files appear at the image's root
  - `config`, `created`, `name`, `tag`, `architecture`, `extraCommands`, `includeNixDB`, `meta`, `passthru`: as in `streamLayeredImage`
  - all others are refused
*/
{ lib, buildLayeredImage }:
let
  taken = [
    "architecture"
    "compressor"
    "config"
    "created"
    "extraCommands"
    "gid"
    "includeNixDB"
    "meta"
    "mtime"
    "name"
    "passthru"
    "tag"
    "uid"
  ];
  instead = {
    contents = "its later name is copyToRoot";
    fromImage = "put what the other image has into copyToRoot";
    runAsRoot = "use buildLayeredImage's fakeRootCommands";
  };
in
lib.makeOverridable (
  {
    copyToRoot ? [ ],
    ...
  }@arguments:
  let
    others = lib.subtractLists (taken ++ [ "copyToRoot" ]) (lib.attrNames arguments);
    told = name: lib.optionalString (instead ? ${name}) " (${instead.${name}})";
  in
  lib.throwIf (others != [ ])
    "dockerTools.buildImage: ${
      lib.concatMapStringsSep ", " (name: name + told name) others
    } is not supported by debpkgs; leave it out, or build the image with nixpkgs (overlays.default)"
    (
      buildLayeredImage (
        removeAttrs arguments [ "copyToRoot" ] // { contents = if copyToRoot == null then [ ] else lib.toList copyToRoot; }
      )
    )
)
