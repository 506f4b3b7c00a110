/**
  An image as an OCI layout directory with compressed layers.

  # Example

  ```nix
  ociLayout hpds-image
  ```

  # Arguments

  - `image`: result of `streamLayeredImage`, `buildLayeredImage` or `buildImage`, of debpkgs or
    nixpkgs. The first is quickest, since nothing is compressed twice.
*/
{ runCommand, python3 }:
image:
let
  source = image.stream or image;
in
runCommand "${baseNameOf image.imageName}-oci" {
  passthru = {
    inherit image;
    inherit (image) imageName imageTag;
  };
} "${python3}/bin/python3 -I -B ${import ../debpkgs/docker-tools/program.nix} oci ${source} $out"
