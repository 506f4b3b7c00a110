/**
  The systems that a project is locked for, so that its flake offers outputs for those alone.

  # Example

  ```nix
  lockedSystems ./.
  => [ "x86_64-linux" ]
  ```

  # Arguments

  projectRoot
  : the project's folder, or that of project.json
*/
projectRoot:
let
  file = import ./find-files.nix projectRoot + "/project.json";
in
if builtins.pathExists file then
  (builtins.fromJSON (builtins.readFile file)).platforms
else
  throw "lockedSystems: ${toString file}: missing, as in the folder nix; run: nix run hpds#init, and git add what it wrote"
