# This flake as a project can carry it: the files that the project's outputs and ./setup are made of, as one store path. `init` copies
# it, by the same rules.
{ lib }:
let
  rules = lib.importJSON ../carried.json;
  root = toString ../..;
in
builtins.path {
  name = "hpds";
  path = ../..;
  filter =
    path: type:
    type != "symlink"
    && !(builtins.elem (baseNameOf path) rules.anywhere)
    && !(builtins.elem (lib.removePrefix "${root}/" path) rules.without);
}
