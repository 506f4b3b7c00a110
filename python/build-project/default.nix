/**
  Everything that is made of a Python project, from the files that pyproject2nix wrote beside its
  pyproject.toml. Nothing is built to evaluate it.

  # Example

  ```nix
  buildProject { projectRoot = ./.; }
  => { package, env, devShell, editableShell, image, wheel, sdist, rebuild, python, project, packages, devShells, checks }
  ```

  The last three are a flake's outputs. A project that is no package has its environment in the package's place, and `devShell` in that
  of `editableShell`.

  # Arguments

  projectRoot
  : folder of project.json, overlay.nix and package.nix

  python
  : interpreter to build for; default: the first that the project names

  groups
  : dependency groups in the shells; default: those that the project's locker installs unasked, and those of its tests

  extras
  : optional dependencies in the environment, the shells and the image; default: none. Of groups and extras that exclude each other, the
    chosen ones decide which versions all packages have.

  overrides
  : `self: super: { … }` over the project's Python packages

  buildInputs
  : further native libraries of the package, in the shells too

  shellPackages
  : further Python packages in the shells: `ps: [ ps.cupy ]`

  wrapEnv
  : what is made of each Python environment, of the shells, `env` and the image: `bridgePython` offers it the host's GPU driver

  imageConfig
  : over the image's configuration: `{ Entrypoint = [ … ]; }`
*/
{
  lib,
  pkgs,
  stdenv,
  mkShell,
  dockerTools,
  glibc,
  writeText,
  writeShellApplication,
}:
{
  projectRoot,
  python ? null,
  groups ? null,
  extras ? [ ],
  overrides ? (_self: _super: { }),
  buildInputs ? [ ],
  shellPackages ? (_ps: [ ]),
  wrapEnv ? lib.id,
  imageConfig ? { },
}:
let
  project = import ./project.nix {
    inherit
      lib
      projectRoot
      groups
      extras
      ;
    inherit (stdenv.hostPlatform) system;
  };
  interpreter = import ./interpreter.nix {
    inherit
      lib
      pkgs
      project
      python
      overrides
      buildInputs
      ;
  };
  parts = import ./packages.nix {
    inherit
      lib
      project
      extras
      ;
    python = interpreter;
  };
  env = import ./env.nix {
    inherit project parts wrapEnv;
    python = interpreter;
  };
  shells = import ./shells.nix {
    inherit
      lib
      mkShell
      writeShellApplication
      project
      parts
      buildInputs
      shellPackages
      wrapEnv
      ;
    python = interpreter;
  };
  dist = import ./dist.nix {
    inherit lib;
    inherit (parts) package;
    python = interpreter;
  };
  image = import ./image.nix { inherit lib dockerTools glibc; } {
    inherit env;
    inherit (project) name;
    python3 = interpreter;
    package = if project.package then parts.package else null;
    config = imageConfig;
  };
  default = if project.package then parts.package else env;
in
{
  inherit (parts) package;
  inherit (shells) devShell editableShell rebuild;
  inherit (dist) wheel sdist;
  inherit env image project;
  python = interpreter;

  # Local projects that it depends on, and those of its workspace.
  packages = lib.genAttrs project.members or [ ] (name: interpreter.pkgs.${name}) // {
    inherit default env image;
  }
  // lib.optionalAttrs project.package { inherit (dist) wheel sdist; };
  devShells.default = if project.package then shells.editableShell else shells.devShell;
  checks = { inherit default; };
}
