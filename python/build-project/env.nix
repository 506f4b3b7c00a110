# The interpreter with the project, or, where that is no package, with what it needs.
{
  project,
  parts,
  python,
  wrapEnv,
  ignoreCollisions,
}:
wrapEnv (
  python.buildEnv.override {
    inherit ignoreCollisions;
    extraLibs = (if project.package then [ parts.package ] else parts.dependencies) ++ parts.extras;
  }
)
