# For those without flakes: `nix-build` is hpds, `nix-build -A hpds-image` any package, `-A devShells.cuda`, `-A checks.lint`,
# `-A legacyPackages.cudaPackages.cuda_nvcc` the rest. The flake's own functions; shell.nix is for nix-shell.
{
  system ? builtins.currentSystem,
  /** A nixpkgs for `legacyPackages.nixpkgs`: a path. */
  nixpkgs ? throw "default.nix: legacyPackages.nixpkgs needs one: --arg nixpkgs '<nixpkgs>'",
}:
let
  outputs = import ./nix { inherit system nixpkgs; };
in
outputs.packages.default // outputs.packages // outputs
