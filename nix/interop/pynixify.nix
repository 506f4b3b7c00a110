/**
  A project with the overlay that pynixify wrote for what it needs.

  pynixify takes a package without setup.py for one that needs nothing, and what it writes has no `pyproject`, without which
  buildPythonPackage builds nothing any more. Both are mended here, the first by the lock.

  # Arguments

  projectRoot
  : the project

  locks
  : folder with what `pyproject2nix export --to pynixify` and then `pynixify -r requirements.txt -O -o .` wrote

  python
  : interpreter

  builders
  : by package, the names of the packages that build it; default: setuptools

  change
  : `old: { … }` for overrideAttrs of the project itself: native libraries, a filtered source
*/
{
  lib,
  pkgs,
  ...
}:
{
  projectRoot,
  locks,
  python ? pkgs.python313,
  builders ? { },
  change ? (_old: { }),
}:
let
  edges = lib.importJSON (locks + "/edges.json");
  inherit (lib.importTOML (projectRoot + "/pyproject.toml")) build-system project;
  normalName = import ./normal-name.nix { inherit lib; };

  today =
    self: arguments:
    let
      name = normalName arguments.pname;
      locked =
        edges.packages.${name}
          or (throw "interop.pynixify: ${toString locks}: ${name} is not in edges.json; run: pyproject2nix export PROJECT --to pynixify --out ${toString locks}");
    in
    lib.throwIf (locked.version != arguments.version)
      "interop.pynixify: ${toString locks}: pynixify wrote ${name} ${arguments.version}, and ${locked.version} is locked; run: pynixify -r requirements.txt -O -o ."
      (
        removeAttrs arguments [
          "buildInputs"
          "propagatedBuildInputs"
        ]
        // {
          pyproject = true;
          build-system = arguments.buildInputs or [ ] ++ map (builder: self.${builder}) (builders.${name} or [ "setuptools" ]);
          dependencies = map (need: self.${need}) locked.dependencies;
        }
      );

  interpreter = python.override {
    self = interpreter;
    packageOverrides =
      self: super:
      import (locks + "/overlay.nix") (
        self
        // {
          callPackage =
            path: given:
            self.callPackage path (
              { buildPythonPackage = arguments: super.buildPythonPackage (today self arguments); } // given
            );
        }
      ) super;
  };
  needs = map (name: interpreter.pkgs.${name}) edges.dependencies;
  package =
    (interpreter.pkgs.buildPythonPackage {
      pname = project.name;
      inherit (project) version;
      pyproject = true;
      src = projectRoot;
      build-system = map (requirement: interpreter.pkgs.${normalName requirement}) build-system.requires;
      dependencies = needs;
    }).overrideAttrs
      change;
in
{
  inherit needs package;
  program = interpreter.withPackages (_: [ package ]);
  env = interpreter.withPackages (_: needs);
}
