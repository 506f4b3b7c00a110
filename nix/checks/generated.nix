# Generated expressions are those that the generator writes from what is there now.
{
  lib,
  runCommandLocal,
  pyproject2nix,
}:
let
  projects = import ./source.nix { inherit lib; } {
    name = "projects";
    # pyproject.toml, locks and what is generated from them; no sources.
    names = [
      "pyproject.toml"
      "poetry.lock"
      "overlay.nix"
      "package.nix"
      "pypi.json"
    ];
  };
in
runCommandLocal "generated-expressions-are-fresh" { nativeBuildInputs = [ pyproject2nix ]; } ''
  for project in envs/hpds python/base python/pyproject2nix; do
    pyproject2nix check ${projects}/$project || {
      echo "run: nix run .#pyproject2nix -- generate $project" >&2
      exit 1
    }
  done
  touch $out
''
