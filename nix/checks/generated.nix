# Generated expressions are those that the generator writes from what is there now.
{
  lib,
  runCommandLocal,
  pyproject2nix,
}:
let
  projects = import ./source.nix { inherit lib; } {
    name = "projects";
    # Metadata, locks and what is generated from them; of the sources, what shows that a folder is a package, and one that can be built.
    names = [
      "pyproject.toml"
      "Cargo.lock"
      "pdm.lock"
      "poetry.lock"
      "pylock.build.toml"
      "pylock.toml"
      "requirements.txt"
      "uv.lock"
      "README.md"
      "__init__.py"
      "build-sets.nix"
      ".gitattributes"
      "overlay.nix"
      "package.nix"
      "project.json"
      "pypi.json"
      "setup.py"
    ];
    # Of members, in the folder of what is generated.
    others = path: lib.hasSuffix "/nix/packages" (dirOf path) || lib.hasSuffix "/nix/cargo" (dirOf path);
  };
in
runCommandLocal "generated-expressions-are-fresh" { nativeBuildInputs = [ pyproject2nix ]; } ''
  cd ${projects}
  find . -name pypi.json -printf '%h\n' | sed 's|/nix$||' | sort >$TMPDIR/generated
  stale=
  while read -r project; do
    pyproject2nix check $project || stale+=" ''${project#./}"
  done <$TMPDIR/generated
  [ -z "$stale" ] || {
    for project in $stale; do echo "run: nix run .#pyproject2nix -- generate $project" >&2; done
    exit 1
  }
  touch $out
''
