/**
  A project by uv2nix and pyproject.nix, from its pyproject.toml and a uv.lock.

  # Arguments

  projectRoot
  : the project

  locks
  : folder with uv.lock: the project's own, or what `pyproject2nix export --to uv` wrote

  python, extras, overrides
  : interpreter; extras that are wanted; overlays over the package set, as pyproject.nix takes them

  change
  : `old: { … }` for overrideAttrs of the project itself: native libraries, a filtered source
*/
{
  inputs,
  lib,
  pkgs,
}:
{
  projectRoot,
  locks,
  python ? pkgs.python313,
  extras ? [ ],
  overrides ? [ ],
  change ? (_old: { }),
}:
let
  pyproject-nix = import inputs.pyproject-nix { inherit lib; };
  uv2nix = import inputs.uv2nix { inherit lib pyproject-nix; };
  buildSystems = import inputs.pyproject-build-systems { inherit lib pyproject-nix uv2nix; };

  workspace = uv2nix.lib.workspace.loadWorkspace {
    workspaceRoot = projectRoot;
    uvLock = lib.importTOML (locks + "/uv.lock");
  };
  name = import ./normal-name.nix { inherit lib; } (lib.importTOML (projectRoot + "/pyproject.toml")).project.name;

  base = pkgs.callPackage pyproject-nix.build.packages { inherit python; };
  set = base.overrideScope (
    lib.composeManyExtensions (
      [
        buildSystems.wheel
        (workspace.mkPyprojectOverlay { sourcePreference = "wheel"; })
        (_final: prev: { ${name} = prev.${name}.overrideAttrs change; })
      ]
      ++ overrides
    )
  );
  wanted.${name} = extras;
  env = set.mkVirtualEnv "${name}-env" wanted;
in
{
  inherit env;
  program = env;
  package = set.${name};
  needs = lib.remove set.${name} (set.resolveVirtualEnv wanted);
}
