/**
  Everything that is made of a Python project, from the files that pyproject2nix wrote into it. Nothing is built to evaluate it.

  Where the lock or the pyproject.toml changed since, packages, image and checks are an error that names the command, and the shells
  print it.

  What stays from version to version: these arguments, the attributes below, and every version of project.json that was ever written.

  # Example

  ```nix
  buildProject { projectRoot = ./.; }
  => { package, env, devShell, editableShell, image, wheel, sdist, rebuild, python, project, packages, devShells, checks, apps }
  ```

  The last four are a flake's outputs. A project that is no package has its environment in the package's place, and `devShell` in that
  of `editableShell`, unless members of its workspace are editable.

  # Arguments

  projectRoot
  : the project's folder; a debpkgs.toml in it adds its packages to the set

  files
  : folder of what pyproject2nix wrote; default: `nix` or `.nix` of the project, or that itself, which has project.json

  python
  : interpreter to build for; default: the first that the project names

  groups
  : dependency groups in the shells; default: those that the project's locker installs unasked, and those of its tests

  extras
  : optional dependencies in the environment, the shells, the tests and the image; default: none. Of groups and extras that exclude each other, the
    chosen ones decide which versions all packages have.

  overrides
  : `self: super: { … }` over the project's Python packages

  buildInputs
  : further native libraries of the package, in the shells too

  shellPackages
  : further Python packages in the shells: `ps: [ ps.cupy ]`

  wrapEnv
  : what is made of each Python environment, of the shells, `env` and the image: `bridgePython` offers it the host's GPU driver

  ignoreCollisions
  : where two packages have a file of one name with different content, take the first; default: it is an error

  imageConfig
  : over the image's configuration: `{ Entrypoint = [ … ]; }`
*/
{
  lib,
  pkgs,
  stdenv,
  mkShell,
  buildEnv,
  dockerTools,
  glibc,
  projectPrograms,
  writeText,
  writeTextDir,
  writeShellApplication,
}:
{
  projectRoot,
  files ? null,
  python ? null,
  groups ? null,
  extras ? [ ],
  overrides ? (_self: _super: { }),
  buildInputs ? [ ],
  shellPackages ? (_ps: [ ]),
  wrapEnv ? lib.id,
  ignoreCollisions ? false,
  imageConfig ? { },
}@arguments:
let
  list = projectRoot + "/debpkgs.toml";
  # The set with these packages calls this again.
  isFurther = pkgs ? debpkgs && pkgs.furtherPackages or null != list && builtins.pathExists list;

  project = import ./project.nix {
    inherit
      lib
      projectRoot
      files
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
      extras
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
    inherit
      project
      parts
      wrapEnv
      ignoreCollisions
      ;
    python = interpreter;
  };
  shells = import ./shells.nix {
    inherit
      lib
      mkShell
      writeShellApplication
      writeText
      project
      parts
      buildInputs
      shellPackages
      wrapEnv
      ignoreCollisions
      ;
    python = interpreter;
    checkPrograms = import ./check-programs.nix { inherit lib pkgs project; };
  };
  shellPackage = import ./shell-package.nix { inherit lib buildEnv writeTextDir; };
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
  # Not the shells: they open, so that it can be mended there.
  ifCurrent = lib.throwIf (project.stale != null) "buildProject: ${project.stale}";
  outputs = lib.mapAttrs (_: ifCurrent) {
    inherit (parts) package;
    inherit (dist) wheel sdist;
    inherit env image;
  };
  default = if project.package then outputs.package else outputs.env;
in
if isFurther then
  (pkgs.debpkgs { inherit list; }).buildProject arguments
else
{
  inherit (shells) devShell editableShell rebuild;
  inherit (outputs)
    package
    env
    image
    wheel
    sdist
    ;
  inherit project;
  python = interpreter;

  # Local projects that it depends on, and those of its workspace.
  packages = lib.genAttrs project.members or [ ] (name: ifCurrent interpreter.pkgs.${name}) // {
    inherit default;
    inherit (outputs) env image;
    # What devbox opens; it takes mkShell and bash from the set.
    shell = shellPackage "shell" shells.default // {
      inherit pkgs;
    };
  }
  // lib.optionalAttrs project.package { inherit (outputs) wheel sdist; };
  devShells.default = shells.default;
  checks = { inherit default; };
  apps = lib.mapAttrs (_: program: {
    type = "app";
    program = lib.getExe program;
  }) (
    { inherit (projectPrograms) sync undo upgrade; }
    // lib.optionalAttrs (pkgs ? debpkgs) { inherit (projectPrograms) debpkgs; }
    # What fetches crates where the machine has no Cargo.
    // lib.optionalAttrs (pkgs ? debpkgs && pkgs ? cargo && pkgs ? rustc) {
      cargo = writeShellApplication {
        name = "cargo";
        runtimeInputs = [
          pkgs.cargo
          pkgs.rustc
          stdenv.cc
        ];
        text = ''exec cargo "$@"'';
      };
    }
  );
}
