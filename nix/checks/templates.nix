# What buildProject makes of the templates and of what `uv init` makes, beside the package and the environment that ./projects.nix tests.
{
  lib,
  buildProject,
  imageCheck,
  ociLayout,
  runCommand,
}:
let
  made =
    name: projectRoot:
    let
      project = buildProject { inherit projectRoot; };
      # Built a second time, later.
      again = project.sdist.overrideAttrs (previous: {
        name = "${previous.name}-again";
        buildPhase = "sleep 2\n${previous.buildPhase}";
      });
    in
    runCommand "made-of-${name}" { } ''
      # The shells build, with their hooks.
      for shell in ${project.devShell} ${project.editableShell}; do test -s $shell; done
      # One wheel and one source distribution, whose members belong to nobody and have no time of their own.
      wheels=(${project.wheel}/*.whl)
      sdists=(${project.sdist}/*.tar.gz)
      [ ''${#wheels[@]} -eq 1 ] && [ ''${#sdists[@]} -eq 1 ]
      ${project.python.interpreter} -I -m zipfile -t ''${wheels[0]}
      cmp ''${sdists[0]} ${again}/*.tar.gz
      tar -tvzf ''${sdists[0]} | awk '{ if ($2 != "0/0") { print "owned:", $0; exit 1 } }'
      grep -q '/pyproject.toml$' <(tar -tzf ''${sdists[0]})
      # The image is one that others read.
      cat ${imageCheck (ociLayout project.image)} >$out
    '';
in
lib.mapAttrs made {
  cuda = ../../templates/cuda;
  native = ../../templates/native;
  python = ../../templates/python;
  uv-build = ../../tests/projects/uv-build;
}
