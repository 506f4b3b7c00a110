# project.json, read and checked: what the project is called, what it is locked for, what it needs.
{
  lib,
  projectRoot,
  files,
  system,
  /** Dependency groups and extras that are chosen. */
  groups,
  extras,
}:
let
  folder = if files == null then import ./find-files.nix projectRoot else files;
  file = folder + "/project.json";
  data =
    if builtins.pathExists file then
      lib.importJSON file
    else
      throw "buildProject: ${toString file}: missing, as in the folders nix and .nix; run: pyproject2nix generate PROJECT, and git add what it wrote";

  changed =
    if data ? inputs then
      import ./inputs.nix {
        inherit (data) inputs;
        folder = folder + "/${data.root}";
      }
    else
      [ ];

  flake = folder + "/${data.root or "."}/flake.nix";
  # A flake that an earlier version wrote has no apps, and one that does not call buildProject has others.
  hasSync = lib.all (word: lib.hasInfix word (builtins.readFile flake)) [
    "buildProject"
    "apps"
  ];
  update =
    if !(builtins.pathExists flake) then
      "nix run hpds#sync, in its folder"
    else if hasSync then
      "nix run .#sync"
    else
      "nix run hpds#sync";

  chosen = import ./variant.nix {
    inherit
      lib
      data
      groups
      extras
      ;
  };
in
lib.throwIf (!(builtins.elem (data.version or null) [ 1 2 ]))
  "buildProject: ${toString file}: version: ${builtins.toJSON (data.version or null)} is not 1 or 2; use the pyproject2nix and the buildProject of one checkout"
  (
    data
    // {
      inherit file;
      inherit (chosen) groups;
      overlay =
        let
          main = import (folder + "/overlay.nix");
          inherit (chosen.variant) overlay;
        in
        if overlay == null then main else lib.composeExtensions main (import (folder + "/${overlay}"));
      packageFile = folder + "/${chosen.variant.package or "package.nix"}";
      # Local projects that shells install editable, by name.
      editable = lib.mapAttrs (_: member: member // { file = folder + "/${member.file}"; }) (
        chosen.variant.editable or data.editable or { }
      );

      /** One line if the lock or a pyproject.toml changed since the files were generated; else null. */
      stale =
        if changed == [ ] then
          null
        else
          "${data.name}: changed since the Nix files were generated: ${lib.concatStringsSep ", " changed}; run: ${update}";

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
