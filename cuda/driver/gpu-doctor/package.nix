# The program that says what is wrong with the GPU driver.
{
  lib,
  writeShellApplication,
  python3,
  driver-tools,
  /** The version of CUDA whose programs are to run. */
  cudaVersion ? "13.0",
}:
let
  program = builtins.path {
    name = "gpu-doctor";
    path = ./.;
    filter = path: _: baseNameOf path == "gpu_doctor" || lib.hasSuffix ".py" path;
  };
in
writeShellApplication {
  name = "gpu-doctor";
  runtimeInputs = [ driver-tools ];
  text = ''exec ${lib.getExe python3} -I -B ${program} --toolkit ${cudaVersion} "$@"'';
  meta = {
    description = "Say which GPU driver a machine has, what is wrong with it and how to mend it";
    license = lib.licenses.mit;
  };
}
