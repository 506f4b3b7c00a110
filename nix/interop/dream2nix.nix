/**
  A project by one of dream2nix' Python modules.

  # Arguments

  module
  : `{ projectRoot, locks } -> module`: what is that module's own

  projectRoot
  : the project

  locks
  : folder with what the module reads

  python
  : interpreter

  change
  : `old: { … }` for overrideAttrs of the project itself: native libraries, a filtered source

  modules
  : further modules of dream2nix
*/
{
  inputs,
  lib,
  pkgs,
}:
module:
{
  projectRoot,
  locks,
  python ? pkgs.python313,
  change ? (_old: { }),
  modules ? [ ],
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

  package = flake.lib.evalModules {
    packageSets.nixpkgs = pkgs;
    modules = [ (module { inherit projectRoot locks; }) ] ++ modules ++ [
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
