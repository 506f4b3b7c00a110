# The default shell: hpds' dependencies, compilers and tests, and this project's own tools.
#
# `hpds-develop` makes the hpds of a checkout importable and editable; run it once, and again after an edit of
# native code. It takes minutes the first time, so entering the shell does not do it.
{
  mkShell,
  hpdsProject,
  python3,
  pkg-config,
  symlinkJoin,
  pyproject2nix,
}:
let
  # Programs alone: as Python packages they would set PYTHONPATH.
  tools = symlinkJoin {
    name = "tools";
    paths = [
      python3.pkgs.ruff
      python3.pkgs.mypy
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
    hpdsProject.develop
  ];
  # Builds leave compile_commands.json for clangd; .clangd says where.
  CMAKE_EXPORT_COMPILE_COMMANDS = "ON";
  shellHook = ''
    # The store's files are read-only to all but root, whose pytest would write its bytecode of plugins beside them.
    [ "$(id -u)" -ne 0 ] || export PYTHONDONTWRITEBYTECODE=1
    # A checkout of hpds that was made importable stays so in every later shell.
    [ -x envs/hpds/build/venv/bin/python ] && export PATH="$PWD/envs/hpds/build/venv/bin:$PATH"
    if [ -t 1 ]; then
      echo "hpds: python ${hpdsProject.python.version}, gcc, cmake, ninja, pytest, ruff, mypy, pyproject2nix"
      echo "  hpds-develop          build envs/hpds in place, importable and editable"
      echo "  pytest envs/hpds      its tests"
    fi
  '';
}
