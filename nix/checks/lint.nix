# Formatters and linters over the sources, each with its project's configuration.
{
  lib,
  runCommand,
  python3,
  shellcheck,
  shfmt,
}:
let
  source = import ./source.nix { inherit lib; } {
    name = "lint-source";
    suffixes = [
      ".py"
      ".pyi"
      ".sh"
      ".c"
      ".h"
      ".cpp"
      ".hpp"
      ".cu"
      ".cuh"
    ];
    names = [
      "booted-machine"
      "export-cache"
      "fresh-machine"
      "run"
      "setup"
      "pyproject.toml"
      "ruff.toml"
      ".clang-format"
    ];
  };
in
runCommand "lint"
  {
    nativeBuildInputs = [
      python3.pkgs.ruff
      python3.pkgs.clang-format
      shellcheck
      shfmt
    ];
  }
  ''
    cp -r ${source} source
    chmod -R u+w source
    cd source
    export RUFF_NO_CACHE=true
    failed=
    ruff format --check . || failed+=" ruff-format"
    ruff check . || failed+=" ruff"
    mapfile -t shell < <(find . -type f '(' -name '*.sh' -o -name '*-machine' -o -path './.ci/*' -o -path ./setup ')')
    shfmt -d -i 2 -ci "''${shell[@]}" || failed+=" shfmt"
    shellcheck "''${shell[@]}" || failed+=" shellcheck"
    mapfile -t native < <(find . -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' -o -name '*.cuh')
    clang-format --dry-run --Werror "''${native[@]}" || failed+=" clang-format"
    [ -z "$failed" ] || {
      echo "error: refused by:$failed; nix fmt mends what can be mended by itself" >&2
      exit 1
    }
    touch $out
  ''
