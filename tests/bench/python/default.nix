# What `make bench-python` compares: for each version of Python the interpreters and the packages that all of them import.
{
  lib,
  buildProject,
  python313,
  python311,
}:
lib.mapAttrs
  (_: optimized: {
    inherit optimized;
    plain = optimized.override { enableOptimizations = false; };
    packages =
      (buildProject {
        projectRoot = ./.;
        python = optimized;
      }).env;
  })
  {
    inherit python313 python311;
  }
