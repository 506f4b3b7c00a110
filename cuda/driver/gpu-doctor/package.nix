# The program that says what is wrong with the GPU driver.
{
  lib,
  writeShellApplication,
  writeText,
  cudaPackages,
  python3,
  driver-tools,
  /** The version of CUDA whose programs are to run. */
  cudaVersion ? cudaPackages.cudaMajorMinorVersion,
}:
let
  drivers = writeText "drivers.json" (builtins.toJSON (import ../../release.nix).drivers);
  program = builtins.path {
    name = "gpu-doctor";
    path = ./.;
    filter = path: _: baseNameOf path == "gpu_doctor" || lib.hasSuffix ".py" path;
  };
in
writeShellApplication {
  name = "gpu-doctor";
  runtimeInputs = [ driver-tools ];
  text = ''
    exec ${lib.getExe python3} -I -B ${program} --drivers ${drivers} --toolkit ${cudaVersion} "$@"
  '';
  meta = {
    description = "Say which GPU driver a machine has, what is wrong with it and how to mend it";
    license = lib.licenses.mit;
  };
}
