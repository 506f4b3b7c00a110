{
  description = "Reproducible environments for Python projects with a native core";

  # Used by `legacyPackages.<system>.nixpkgs` alone, so fetched only by whoever asks for that.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/6201e203d09599479a3b3450ed24fa81537ebc4e";

  outputs =
    { self, nixpkgs }:
    let
      lib = import ./nix/lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      outputs = lib.genAttrs systems (system: import ./nix { inherit system nixpkgs; });
      each = name: lib.mapAttrs (_: of: of.${name}) outputs;
    in
    {
      packages = each "packages";
      legacyPackages = each "legacyPackages";
      devShells = each "devShells";
      checks = each "checks";
      apps = each "apps";
      formatter = each "formatter";
      # For anybody's nixpkgs: its interpreters optimized, and our packages.
      overlays.default = import ./nix/nixpkgs/overlay.nix;
      templates = import ./templates;
      # Functions without packages, and, by system, those that make some: lib.x86_64-linux.buildProject.
      lib = lib // { lockedSystems = import ./python/build-project/locked-systems.nix; } // each "lib";
    };
}
