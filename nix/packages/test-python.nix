# The Python of the end-to-end tests; `furtherPackages` are more: `ps: [ ps.atheris ]` (nixpkgs has a package `more`). The
# generator's own tests are run by it, too: those that evaluate cannot be in a sandbox.
{
  pyproject2nix,
  furtherPackages ? (_ps: [ ]),
}:
pyproject2nix.python.withPackages (
  ps:
  [
    ps.pytest
    ps.pytest-xdist
    ps.hypothesis
  ]
  ++ ps.pyproject2nix.dependencies
  ++ furtherPackages ps
)
