/**
  A compressed Docker archive, for `docker load` and `podman load`.

  skopeo 1.9, Debian 12's, reads archives only when they are not compressed; give it the output of
  `stream`, or an OCI layout.

  # Arguments

  - `compressor`: `"gz"`, the only one there is
  - all others: as in `streamLayeredImage`
*/
{
  lib,
  runCommand,
  streamLayeredImage,
}:
lib.makeOverridable (
  {
    name,
    compressor ? "gz",
    ...
  }@arguments:
  let
    stream = streamLayeredImage (removeAttrs arguments [ "compressor" ]);
  in
  if compressor != "gz" then
    throw ''dockerTools.buildLayeredImage: compressor = "${toString compressor}" is not supported by debpkgs; use "gz", or compress the output of streamLayeredImage''
  else
    runCommand "${baseNameOf name}.tar.gz" {
      inherit (stream) imageName;
      passthru = (arguments.passthru or { }) // {
        inherit (stream) imageTag;
        inherit stream;
      };
      meta = arguments.meta or { };
    } ''${stream} --gzip >"$out"''
)
