/**
  A program that runs an image with runc, confined as `run_image.py` describes.

  Its arguments replace the image's command.

  # Arguments

  - `layout`: result of `ociLayout`
*/
{
  runCommand,
  stdenv,
  python3,
  runc,
  umoci,
}:
layout:
runCommand "run-${baseNameOf layout.imageName}"
  {
    meta.mainProgram = "run-${baseNameOf layout.imageName}";
  }
  ''
    mkdir -p "$out/bin"
    program="$out/bin/run-${baseNameOf layout.imageName}"
    {
      echo '#!${stdenv.shell}'
      echo 'exec ${python3}/bin/python3 -I -B ${./run_image.py} \'
      echo '  --runc ${runc}/bin/runc --umoci ${umoci}/bin/umoci ${layout} "$@"'
    } >"$program"
    chmod +x "$program"
  ''
