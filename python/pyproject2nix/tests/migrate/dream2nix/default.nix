{
  config,
  lib,
  dream2nix,
  ...
}:
let
  pyproject = lib.importTOML (config.mkDerivation.src + /pyproject.toml);
in
{
  imports = [ dream2nix.modules.dream2nix.pip ];

  deps =
    { nixpkgs, ... }:
    {
      python = nixpkgs.python313;
      inherit (nixpkgs) zlib;
    };

  inherit (pyproject.project) name version;

  mkDerivation = {
    src = lib.cleanSource ./.;
    buildInputs = [ config.deps.zlib ];
    preBuild = "true";
  };

  buildPythonPackage = {
    pyproject = true;
    pythonImportsCheck = [ "sample" ];
  };

  pip = {
    requirementsList = pyproject.project.dependencies;
    flattenDependencies = true;
    overrides.dep.mkDerivation.nativeBuildInputs = [ config.deps.python.pkgs.setuptools ];
    overrides.tester = {
      mkDerivation.doCheck = false;
      mkDerivation.patches = [ ];
    };
  };
}
