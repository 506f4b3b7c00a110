{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  inputs.hpds.url = "git+file:///PATH/OF/CHECKOUT";
  inputs.hpds.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { self, nixpkgs, hpds }:
    let
      system = "x86_64-linux";
      pkgs = import nixpkgs {
        inherit system;
        overlays = [ hpds.overlays.default ];
      };
      project = pkgs.buildProject { projectRoot = self; };
    in
    {
      packages.${system} = {
        inherit (pkgs) hpds hpds-image sort-bench;
        default = project.package;
        image = project.image;
      };
      devShells.${system}.default = project.editableShell;
    };
}
