# project.json, read and checked: what the project is called, what it is locked for, what it needs.
{
  lib,
  projectRoot,
  system,
}:
let
  file = projectRoot + "/project.json";
  data =
    if builtins.pathExists file then
      lib.importJSON file
    else
      throw "buildProject: ${toString file}: missing; run: pyproject2nix generate PROJECT";
in
lib.throwIf (data.version or null != 1)
  "buildProject: ${toString file}: version: ${builtins.toJSON (data.version or null)} is not 1; use the pyproject2nix and the buildProject of one checkout"
  (
    data
    // {
      inherit file;
      overlay = import (projectRoot + "/overlay.nix");
      packageFile = projectRoot + "/package.nix";

      /** What `3.13` needs on this system: `{ dependencies, extras, groups }`, names of Python packages. */
      targetFor =
        pythonVersion:
        let
          wanted = "${pythonVersion}-${system}";
        in
        data.targets.${wanted}
          or (throw "buildProject: ${data.name}: ${wanted} is not locked; choose from ${toString (builtins.attrNames data.targets)}, or add it to [tool.pyproject2nix] in pyproject.toml and run: pyproject2nix generate PROJECT");

      /** The entries of a table of a target, or an error that names those there are. */
      choose =
        what: table: names:
        lib.concatMap (
          name:
          table.${name}
            or (throw "buildProject: ${data.name}: there is no ${what} \"${name}\"; choose from ${
              if table == { } then "none" else toString (builtins.attrNames table)
            }")
        ) names;
    }
  )
