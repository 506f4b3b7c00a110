# What dream2nix' two Python modules have in common: `modules -> package`.
{
  inputs,
  lib,
  pkgs,
}:
let
  # Its flake as Nix would call it, but with this checkout's trees.
  flake = (import (inputs.dream2nix + "/flake.nix")).outputs (
    flakeInputs // { self = flake // { inputs = flakeInputs; }; }
  );
  flakeInputs = {
    inherit (inputs) pyproject-nix;
    nixpkgs = { inherit lib; };
  };
in
{
  projectRoot,
  python,
  change,
}:
modules:
let
  package = flake.lib.evalModules {
    packageSets.nixpkgs = pkgs;
    modules = modules ++ [
      {
        paths = {
          inherit projectRoot;
          projectRootFile = "pyproject.toml";
          package = projectRoot;
        };
        deps = _: { inherit python; };
        mkDerivation.src = projectRoot;
      }
    ];
  };
  changed = package.config.package-func.result.overrideAttrs change;
in
{
  package = changed;
  program = python.withPackages (_: [ changed ]);
  env = package.pyEnv;
  needs = package.config.mkDerivation.propagatedBuildInputs;
}
