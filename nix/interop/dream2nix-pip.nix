# A project by dream2nix' module pip: dream2nix.nix has the arguments. `locks` is a folder with lock.<system>.json: what
# `pyproject2nix export --to dream2nix-pip` wrote.
arguments@{ lib, pkgs, ... }:
import ./dream2nix.nix arguments (
  { projectRoot, locks }:
  { config, dream2nix, ... }:
  let
    toml = lib.importTOML (projectRoot + "/pyproject.toml");
    normalName = import ./normal-name.nix { inherit lib; };
    lock = locks + "/lock.${pkgs.stdenv.hostPlatform.system}.json";
    again = "pyproject2nix export PROJECT --to dream2nix-pip --out ${toString locks}";
    wanted = builtins.hashString "sha256" (builtins.toJSON config.lock.invalidationData);
    builder =
      name:
      config.pip.drvs.${name} or (throw (
        "interop.dream2nix-pip: ${toString lock}: ${name}, which builds the project, is not locked; add it to a dependency group "
        + "of pyproject.toml, lock again, and run: ${again}"
      ));
  in
  {
    imports = [ dream2nix.modules.dream2nix.pip ];
    name = normalName toml.project.name;
    inherit (toml.project) version;
    # dream2nix itself would make a program that locks, of what debpkgs does not have.
    paths.lockFileAbs = lib.mkForce (
      lib.throwIf ((lib.importJSON lock).invalidationHash or null != wanted)
        "interop.dream2nix-pip: ${toString lock}: was made for other requirements or another Python; run: ${again}"
        lock
    );
    buildPythonPackage.pyproject = true;
    pip = {
      requirementsList = toml.build-system.requires ++ toml.project.dependencies or [ ];
      flattenDependencies = false;
    };
    mkDerivation.buildInputs = map (requirement: (builder (normalName requirement)).public.out) toml.build-system.requires;
  }
)
