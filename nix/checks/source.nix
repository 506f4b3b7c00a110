# A part of this project's sources as a store path that changes with that part alone.
#
#   source { name = "lint-source"; suffixes = [ ".py" ]; names = [ "setup" ]; }
{ lib }:
{
  name,
  suffixes ? [ ],
  names ? [ ],
  /** `path -> bool`: what else is taken. */
  others ? _path: false,
}:
builtins.path {
  inherit name;
  path = ../..;
  filter =
    path: type:
    let
      base = baseNameOf path;
    in
    if type == "directory" then
      !(builtins.elem base [
        ".devbox"
        ".direnv"
        ".git"
        ".hypothesis"
        ".mypy_cache"
        ".pytest_cache"
        ".ruff_cache"
        "__pycache__"
        "build"
      ])
    else
      builtins.elem base names || lib.any (suffix: lib.hasSuffix suffix base) suffixes || others path;
}
