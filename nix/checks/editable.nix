# `PROJECT-rebuild` outside its shell, where nothing of the environment is on PATH: uv's back end runs a program of its own. Programs of
# the environment, mypy say, then see the project, and still the environment. Of a workspace, all members are installed.
{
  buildProject,
  runCommandCC,
}:
let
  folder = ../../tests/projects/uv-build;
  project = buildProject {
    projectRoot = folder;
    shellPackages = ps: [ ps.mypy ];
  };
  workspaceFolder = ../../tests/projects/workspace;
  workspace = buildProject { projectRoot = workspaceFolder; };
in
runCommandCC "editable" { } ''
  expect() {
    local printed
    printed=$("''${@:2}")
    [ "$printed" = "$1" ] || {
      echo "error: $2 prints $printed, not $1: an edit is not seen" >&2
      exit 1
    }
  }
  cp -r --no-preserve=mode ${folder} project
  cd project
  ${project.rebuild}/bin/uv-build-project-rebuild
  sed -i s/Hello/Goodbye/ src/uv_build_project/__init__.py
  expect "Goodbye from uv-build-project!" build/venv/bin/uv-build-project
  build/venv/bin/mypy --strict src

  cp -r --no-preserve=mode ${workspaceFolder} ../workspace
  cd ../workspace/packages/words
  ${workspace.rebuild}/bin/workspace-rebuild
  cd ../..
  expect "3 words" build/venv/bin/sentences "one two three"
  sed -i 's/ words"/ of them"/' packages/sentences/src/sentences/__init__.py
  expect "3 of them" build/venv/bin/sentences "one two three"
  sed -i 's/words = 0/words = 1/' packages/words/src/words/_count.c
  ${workspace.rebuild}/bin/workspace-rebuild
  expect "4 of them" build/venv/bin/sentences "one two three"
  expect $PWD/packages/words/src/words/__init__.py build/venv/bin/python3 -c "import words; print(words.__file__)"
  touch $out
''
