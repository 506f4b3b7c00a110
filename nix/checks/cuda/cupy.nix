# CuPy imports where there is no driver; its libraries are ours, and it compiles device code with them.
{
  closureCheck,
  python313,
  runCommand,
}:
let
  env = python313.withPackages (ps: [ ps.cupy ]);
in
{
  imports = runCommand "cuda-cupy" { } ''
    env -i ${env}/bin/python3 -W error ${./cupy_without_gpu.py}
    touch $out
  '';
  # Headers are among it, for what is compiled at run time; no compiler, no static archive.
  closure = closureCheck {
    name = "cuda-cupy";
    rootPaths = [ env ];
    # Modules for libraries that the toolkit does not have: cutensor, nccl.
    allow = [
      "*/libs/cutensor.*.so"
      "*/libs/nccl.*.so"
    ];
    # What NVIDIA and Debian built names directories of theirs.
    buildPaths = false;
  };
}
