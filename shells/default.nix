# The default shell: hpds importable and editable, its compilers, its tests.
#
# `hpds-develop` builds the native parts into build/ beside the sources and makes
# `import hpds` find the sources; run it once, and again after an edit of native code.
{
  mkShell,
  hpdsPython313,
  python3,
  ninja,
  cmake,
  onetbb,
  libhwy,
  pkg-config,
  symlinkJoin,
  writeShellApplication,
  hpds,
  pyproject2nix,
  lib,
}:
let
  python = hpdsPython313.withPackages (
    ps:
    hpds.dependencies
    ++ hpds.build-system
    ++ [
      ps.pytest
      ps.hypothesis
      ps.pytest-benchmark
      ps.installer
    ]
  );
  # Programs alone: as Python packages they would set PYTHONPATH.
  tools = symlinkJoin {
    name = "tools";
    paths = [
      python3.pkgs.ruff
      python3.pkgs.mypy
      pyproject2nix
    ];
  };
  develop = writeShellApplication {
    name = "hpds-develop";
    text = builtins.readFile ./hpds-develop.sh;
  };
in
mkShell {
  name = "hpds";
  packages = [
    python
    tools
    ninja
    cmake
    pkg-config
    develop
  ];
  buildInputs = [
    onetbb
    libhwy
  ];
  shellHook = ''
    # A checkout of hpds that was made importable stays so in every later shell.
    [ -x envs/hpds/build/venv/bin/python ] && export PATH="$PWD/envs/hpds/build/venv/bin:$PATH"
    if [ -t 1 ]; then
      echo "hpds: python ${hpdsPython313.version}, gcc, cmake, ninja, pytest, ruff, mypy, pyproject2nix"
      echo "  hpds-develop          build envs/hpds in place, importable and editable"
      echo "  pytest envs/hpds      its tests"
    fi
  '';
}
