# Every Python program of the project under mypy --strict.
{
  lib,
  runCommand,
  hpdsPython313,
}:
let
  python = hpdsPython313.withPackages (ps: [
    ps.hypothesis
    ps.installer
    ps.mypy
    ps.numpy
    ps.packaging
    ps.pyproject-hooks
    ps.pytest
    ps.pytest-benchmark
    ps.shtab
  ]);
  source = import ./source.nix { inherit lib; } {
    name = "typed-source";
    suffixes = [
      ".py"
      ".pyi"
    ];
    names = [
      "py.typed"
      "pyproject.toml"
    ];
  };
in
runCommand "types" { nativeBuildInputs = [ python ]; } ''
  export MYPY_CACHE_DIR=$PWD/cache
  cd ${source}
  failed=
  # types FOLDER PATH…
  types() {
    echo "$1"
    (cd "$1" && mypy --strict "''${@:2}") || failed+=" $1"
  }
  types python/pyproject2nix src tests
  MYPYPATH=../../python/pyproject2nix/src types nix/debpkgs update commands
  types nix/debpkgs/docker-tools __main__.py imagetools tests
  types nix/debpkgs/rust git_crate.py
  types nix/debpkgs/hooks/cargo-setup neutral_sbom.py
  types python/build-project rebuild.py normalise_sdist.py
  types nix/checks bytecode.py
  types python/hooks run_tests.py wheel-unpack/write_record.py
  types python/hooks/pypa-install/program install_wheel.py
  types cuda/driver set_audit.py
  types cuda/driver/tests .
  MYPYPATH=../tests types cuda/driver/gpu-doctor tests
  types cuda/driver/gpu-doctor __main__.py gpu_doctor
  types nix/images elf.py closure_check.py run_image.py tests
  types envs/hpds src tests
  types docs --ignore-missing-imports screenshot.py
  # What the projects of tests/projects need is not here; each is checked by running it.
  MYPYPATH=../nix/debpkgs:../python/pyproject2nix/src:../nix/images:../cuda/driver/tests types tests --ignore-missing-imports --exclude ^projects/ .
  [ -z "$failed" ] || {
    echo "error: mypy refuses:$failed" >&2
    exit 1
  }
  touch $out
''
