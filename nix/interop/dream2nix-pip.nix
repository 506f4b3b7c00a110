/**
  A project by dream2nix' module pip.

  # Arguments

  projectRoot
  : the project

  locks
  : folder with lock.<system>.json: what `pyproject2nix export --to dream2nix-pip` wrote

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
let
  evaluate = import ./dream2nix.nix { inherit inputs lib pkgs; };
in
{
  projectRoot,
  locks,
  python ? pkgs.python313,
  change ? (_old: { }),
  modules ? [ ],
}:
let
  toml = lib.importTOML (projectRoot + "/pyproject.toml");
  nameOf = requirement: lib.toLower (builtins.head (builtins.match "([A-Za-z0-9._-]+).*" requirement));
  builders = map nameOf toml.build-system.requires;
in
evaluate { inherit projectRoot python change; } (
  [
    (
      { config, dream2nix, ... }:
      {
        imports = [ dream2nix.modules.dream2nix.pip ];
        inherit (toml.project) name version;
        paths.lockFileAbs = lib.mkForce (locks + "/lock.${pkgs.stdenv.hostPlatform.system}.json");
        buildPythonPackage.pyproject = true;
        pip = {
          requirementsList = toml.build-system.requires ++ toml.project.dependencies or [ ];
          flattenDependencies = false;
        };
        mkDerivation.buildInputs = map (name: config.pip.drvs.${name}.public.out) builders;
      }
    )
  ]
  ++ modules
)
