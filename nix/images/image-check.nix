/**
  A check that other people's tools accept an image, and that its layout is what its archive says.

  skopeo reads archive and layout; umoci unpacks the layout, as a user does who is not root.

  # Arguments

  - `layout`: result of `ociLayout`
*/
{
  runCommand,
  skopeo,
  umoci,
}:
layout:
let
  source = layout.image.stream or layout.image;
in
runCommand "image-check-${baseNameOf layout.imageName}" { } ''
  export HOME="$PWD" TMPDIR="$PWD"
  ${source} >image.tar
  inspect() { ${skopeo}/bin/skopeo --tmpdir "$PWD" inspect --config "$1"; }
  inspect docker-archive:image.tar >of-archive
  inspect oci:${layout}:${layout.imageTag} >of-layout
  cmp of-archive of-layout
  ${umoci}/bin/umoci raw unpack --rootless --image ${layout}:${layout.imageTag} rootfs
  test -d rootfs${builtins.storeDir}
  chmod -R u+w rootfs
  cp of-layout "$out"
''
