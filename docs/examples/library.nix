{
  inputs.hpds.url = "git+file:///PATH/OF/CHECKOUT";

  outputs =
    { self, hpds }:
    hpds.lib.foldr hpds.lib.recursiveUpdate { } (
      map (
        system:
        let
          project = hpds.lib.${system}.buildProject {
            projectRoot = self;
            imageConfig.User = "1000:1000";
          };
        in
        {
          packages.${system}.image = project.image;
          devShells.${system}.default = project.editableShell;
        }
      ) [ "x86_64-linux" "aarch64-linux" ]
    );
}
