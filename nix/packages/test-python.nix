# The Python of the end-to-end tests; `more` are further packages: `ps: [ ps.atheris ]`. The generator's own tests are run by
# it, too: those that evaluate cannot be in a sandbox.
{
  pyproject2nix,
  more ? (_ps: [ ]),
}:
pyproject2nix.python.withPackages (
  ps:
  [
    ps.pytest
    ps.hypothesis
  ]
  ++ ps.pyproject2nix.dependencies
  ++ more ps
)
