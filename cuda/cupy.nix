# CuPy on the toolkit's libraries: over the packages of a Python set, whether its wheel is that of ./cupy or of a project's lock.
#
# What its modules are linked to is in their run paths; what it opens by name it finds through ./python-libraries.nix. The driver's
# libcuda.so.1 is the host's, opened when CuPy first asks for a device.
final: prev:
let
  inherit (final.pkgs) lib cudaPackages;
in
{
  cuda-libraries = final.callPackage ./python-libraries.nix { };

  cupy-cuda13x = prev.cupy-cuda13x.overrideAttrs (previous: {
    buildInputs =
      previous.buildInputs
      ++ map lib.getLib [
        cudaPackages.cuda_nvrtc
        cudaPackages.libcublas
        cudaPackages.libcufft
        cudaPackages.libcurand
        cudaPackages.libcusolver
        cudaPackages.libcusparse
      ];
    propagatedBuildInputs = previous.propagatedBuildInputs ++ [ final.cuda-libraries ];
    # Of modules for libraries that the toolkit does not have: CuPy says so when one is asked for.
    autoPatchelfIgnoreMissingDeps = [
      "libcutensor.so.*"
      "libcutensorMg.so.*"
      "libnccl.so.*"
    ];
    pythonImportsCheck = [ "cupy" ];
  });

  # nixpkgs' name.
  cupy = final.cupy-cuda13x;
}
