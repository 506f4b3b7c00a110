# CuPy imports where there is no driver; its libraries are ours, and it compiles device code with them.
{
  closureCheck,
  python311,
  python313,
  runCommand,
}:
let
  envOf = python: python.withPackages (ps: [ ps.cupy ]);
  imports =
    python:
    runCommand "cuda-cupy-${python.pythonVersion}" { } ''
      env -i ${envOf python}/bin/python3 -W error ${./cupy_without_gpu.py}
      touch $out
    '';
in
{
  imports = imports python313;
  importsOf311 = imports python311;
  # Headers are among it, for what is compiled at run time; no compiler, no static archive.
  closure = closureCheck {
    name = "cuda-cupy";
    rootPaths = [ (envOf python313) ];
    # Modules for libraries that the toolkit does not have: cutensor, nccl.
    allow = [
      "*/libs/cutensor.*.so"
      "*/libs/nccl.*.so"
    ];
    # What NVIDIA and Debian built names directories of theirs.
    buildPaths = false;
  };
}
