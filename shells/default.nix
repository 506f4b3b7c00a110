# The default shell: hpds' dependencies, compilers and tests, and this project's own tools.
#
# `hpds-rebuild` makes the hpds of a checkout importable and editable; run it once, and again after an edit of
# native code. It takes minutes the first time, so entering the shell does not do it.
{
  mkShell,
  editableHook,
  hpdsProject,
  python3,
  pkg-config,
  poetry,
  symlinkJoin,
  pyproject2nix,
}:
let
  # Programs alone: as Python packages they would set PYTHONPATH.
  tools = symlinkJoin {
    name = "tools";
    paths = [
      python3.pkgs.ruff
      poetry
      pyproject2nix
    ];
  };
in
mkShell {
  name = "hpds";
  inputsFrom = [ hpdsProject.devShell ];
  packages = [
    tools
    pkg-config
    hpdsProject.rebuild
  ];
  shellHook = editableHook "envs/hpds" "build" + ''
    if [ -t 1 ]; then
      echo "hpds: python ${hpdsProject.python.version}, gcc, cmake, ninja, pytest, ruff, mypy, poetry, pyproject2nix"
      echo "  hpds-rebuild          build envs/hpds in place, importable and editable; after an edit of native code: what changed"
      echo "  pytest envs/hpds      its tests"
    fi
  '';
}
