{
  inputs.pyproject-nix.url = "github:pyproject-nix/pyproject.nix";

  outputs =
    { nixpkgs, pyproject-nix, ... }:
    let
      project = pyproject-nix.lib.project.loadPyproject { projectRoot = ./.; };
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      python = pkgs.python312;
      arguments = project.renderers.buildPythonPackage { inherit python; };
      environment =
        assert project.validators.validateVersionConstraints { inherit python; } == { };
        python.withPackages (project.renderers.withPackages { inherit python; });
    in
    {
      packages.x86_64-linux = {
        default = python.pkgs.buildPythonApplication (arguments // { doCheck = false; });
        inherit environment;
        plain = python.withPackages (ps: [ ps.dep ]);
      };
      devShells.x86_64-linux.default = pkgs.mkShell { packages = [ environment ]; };
    };
}
