# The folder of what pyproject2nix wrote for a project: path -> path, the project's own where there is none. Its places and their order
# are those of `pyproject2nix.write.place.FOLDERS`; earlier versions wrote into the project's folder itself.
projectRoot:
let
  places = builtins.filter (place: builtins.pathExists (place + "/project.json")) (
    map (name: projectRoot + "/${name}") [
      "nix"
      ".nix"
    ]
  );
in
if places == [ ] then projectRoot else builtins.head places
