# The files for GitHub Actions and GitLab CI follow the schemas that those publish, in the copies that check-jsonschema carries.
{
  runCommandLocal,
  python313,
}:
let
  python = python313.override { packageOverrides = import ../../python/schemas/overlay.nix; };
  environment = python.withPackages (ps: [ ps.check-jsonschema ]);
in
runCommandLocal "ci-files-follow-their-schemas" { nativeBuildInputs = [ environment ]; } ''
  check-jsonschema --builtin-schema vendor.github-workflows ${../../.github/workflows}/*.yml
  check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci ${../../.gitlab-ci.yml}
  touch $out
''
