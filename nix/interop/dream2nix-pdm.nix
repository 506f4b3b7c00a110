/**
  A project by dream2nix' module python-pdm.

  # Arguments

  projectRoot
  : the project

  locks
  : folder with pdm.lock: the project's own, or what `pyproject2nix export --to pdm` wrote

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
evaluate { inherit projectRoot python change; } (
  [
    (
      { dream2nix, ... }:
      {
        imports = [ dream2nix.modules.dream2nix.python-pdm ];
        pdm = {
          lockfile = locks + "/pdm.lock";
          pyproject = projectRoot + "/pyproject.toml";
        };
      }
    )
  ]
  ++ modules
)
