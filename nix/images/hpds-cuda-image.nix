/**
  hpds-cuda and what it needs at run time. NVIDIA's container toolkit gives it the driver: the variables say what of it.
*/
{
  lib,
  cudaPackages,
  dockerTools,
  glibc,
  hpds-cuda,
  hpdsCudaEnv,
  hpdsCudaProject,
}:
import ../../python/build-project/image.nix { inherit lib dockerTools glibc; } {
  name = "hpds-cuda";
  env = hpdsCudaEnv;
  python3 = hpdsCudaProject.python;
  package = hpds-cuda;
  # Five times as large as all the rest together.
  apart = [ (lib.getLib cudaPackages.libcublas) ];
  config = {
    Entrypoint = [
      "${hpdsCudaEnv}/bin/python3"
      # A folder that is mounted has no module of its own that counts.
      "-P"
      "-m"
      "hpds"
    ];
    Env = [
      "LANG=C.UTF-8"
      "NVIDIA_DRIVER_CAPABILITIES=compute,utility"
      "NVIDIA_VISIBLE_DEVICES=all"
      "PATH=${hpdsCudaEnv}/bin"
      "PYTHONDONTWRITEBYTECODE=1"
    ];
  };
}
