# `PROJECT-rebuild` outside its shell, where nothing of the environment is on PATH: uv's back end runs a program of its own. Programs of
# the environment, mypy say, then see the project, and still the environment.
{
  buildProject,
  runCommand,
}:
let
  folder = ../../tests/projects/uv-build;
  project = buildProject {
    projectRoot = folder;
    shellPackages = ps: [ ps.mypy ];
  };
in
runCommand "editable" { } ''
  cp -r --no-preserve=mode ${folder} project
  cd project
  ${project.rebuild}/bin/uv-build-project-rebuild
  sed -i s/Hello/Goodbye/ src/uv_build_project/__init__.py
  printed=$(build/venv/bin/uv-build-project)
  [ "$printed" = "Goodbye from uv-build-project!" ] || {
    echo "error: an edit is not seen: $printed" >&2
    exit 1
  }
  build/venv/bin/mypy --strict src
  touch $out
''
