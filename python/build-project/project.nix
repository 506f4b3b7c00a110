# project.json, read and checked: what the project is called, what it is locked for, what it needs.
{
  lib,
  projectRoot,
  system,
  /** Dependency groups and extras that are chosen. */
  groups,
  extras,
}:
let
  file = projectRoot + "/project.json";
  data =
    if builtins.pathExists file then
      lib.importJSON file
    else
      throw "buildProject: ${toString file}: missing; run: pyproject2nix generate PROJECT";

  chosen = import ./variant.nix {
    inherit
      lib
      data
      groups
      extras
      ;
  };
in
lib.throwIf (data.version or null != 1)
  "buildProject: ${toString file}: version: ${builtins.toJSON (data.version or null)} is not 1; use the pyproject2nix and the buildProject of one checkout"
  (
    data
    // {
      inherit file;
      inherit (chosen) groups;
      overlay =
        let
          main = import (projectRoot + "/overlay.nix");
          inherit (chosen.variant) overlay;
        in
        if overlay == null then main else lib.composeExtensions main (import (projectRoot + "/${overlay}"));
      packageFile = projectRoot + "/${chosen.variant.package or "package.nix"}";

      /** What `3.13` needs on this system: `{ dependencies, extras, groups }`, names of Python packages. */
      targetFor =
        pythonVersion:
        let
          wanted = "${pythonVersion}-${system}";
        in
        chosen.variant.targets.${wanted}
          or (throw "buildProject: ${data.name}: ${wanted} is not locked; choose from ${toString (builtins.attrNames data.targets)}, or add it to [tool.pyproject2nix] in pyproject.toml and run: pyproject2nix generate PROJECT");

      /** The entries of a table of a target, or an error that names those there are. */
      choose =
        what: table: names:
        let
          known = lib.unique (builtins.attrNames table ++ chosen.exclusiveNames what);
        in
        lib.concatMap (
          name:
          table.${name}
            or (throw "buildProject: ${data.name}: ${
              if chosen.isElsewhere what name then "what else is chosen excludes" else "there is no"
            } ${what} \"${name}\"; choose from ${
              if known == [ ] then "none" else toString known
            }")
        ) names;
    }
  )
