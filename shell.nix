# `nix-shell` is the default development shell, `nix-shell -A cuda` the one with CUDA.
{
  system ? builtins.currentSystem,
}:
let
  inherit (import ./nix { inherit system; }) devShells;
in
devShells.default // devShells
