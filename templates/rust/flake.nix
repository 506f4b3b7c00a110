{
  description = "A Python project with a core in Rust, its shell, its environment and its image";

  # Where that is, one line tells Nix: nix registry add hpds git+file:///PATH/OF/CHECKOUT
  inputs.hpds.url = "flake:hpds";

  outputs =
    { self, hpds }:
    let
      each =
        f:
        hpds.lib.genAttrs (hpds.lib.lockedSystems ./.) (
          system: f (hpds.lib.${system}.buildProject { projectRoot = ./.; })
        );
    in
    {
      # default, env and image; of a package sdist and wheel, too
      packages = each (project: project.packages);
      devShells = each (project: project.devShells);
      checks = each (project: project.checks);
      # sync, after a change of pyproject.toml or of the lock; upgrade, to a newer version of hpds
      apps = each (project: project.apps);
    };
}
