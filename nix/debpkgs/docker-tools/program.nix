/**
  The folder of the image program, as a store path that changes with its sources only.

  `python3 -I -B FOLDER COMMAND` runs it.
*/
let
  wanted = [
    "__main__.py"
    "imagetools"
  ];
in
builtins.path {
  name = "imagetools";
  path = ./.;
  filter =
    path: type:
    builtins.elem (baseNameOf path) wanted
    || baseNameOf (dirOf path) == "imagetools" && builtins.match ".*\\.py" path != null;
}
