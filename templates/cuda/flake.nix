{
  description = "A Python project with a CUDA extension, its shell, its environment and its image";

  # Where that is, one line tells Nix: nix registry add hpds git+file:///PATH/OF/CHECKOUT
  inputs.hpds.url = "flake:hpds";

  outputs =
    { self, hpds }:
    let
      each =
        f:
        hpds.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (
          system:
          f (
            hpds.lib.${system}.buildProject {
              projectRoot = ./.;
              # Its Python is offered the host's GPU driver, also in the image.
              wrapEnv = hpds.legacyPackages.${system}.bridgePython;
            }
          )
        );
    in
    {
      packages = each (project: {
        default = project.package;
        inherit (project)
          env
          image
          sdist
          wheel
          ;
      });
      devShells = each (project: {
        default = project.editableShell;
      });
      checks = each (project: {
        inherit (project) package;
      });
    };
}
