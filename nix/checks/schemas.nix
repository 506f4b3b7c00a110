# The files for GitHub Actions and GitLab CI, ours and those that `init` writes, follow the schemas that those publish, in the copies that check-jsonschema carries.
{
  runCommandLocal,
  python313,
}:
let
  python = python313.override { packageOverrides = import ../../python/schemas/overlay.nix; };
  environment = python.withPackages (ps: [ ps.check-jsonschema ]);
  templates = ../../python/pyproject2nix/src/pyproject2nix/templates;
in
runCommandLocal "ci-files-follow-their-schemas" { nativeBuildInputs = [ environment ]; } ''
  check-jsonschema --builtin-schema vendor.github-workflows ${../../.github/workflows}/*.yml
  check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci ${../../.gitlab-ci.yml}
  for name in github gitlab-ci; do
    sed 's|@path@|nix/setup|' ${templates}/$name.yml.in >$name.yml
  done
  check-jsonschema --builtin-schema vendor.github-workflows github.yml
  check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci gitlab-ci.yml
  touch $out
''
