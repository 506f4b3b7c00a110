# The toolkit as one folder, for what looks for CUDA_HOME: setuptools builds, CMake's FindCUDAToolkit, people.
#
# For building alone: what it is linked to at run time are the packages themselves.
{
  lib,
  symlinkJoin,
  cudaPackages,
}:
let
  packages = map (name: cudaPackages.${name}) (lib.attrNames (import ./packages.nix));
in
symlinkJoin {
  name = "cudatoolkit-${cudaPackages.cudaMajorMinorVersion}";
  paths = lib.concatMap (package: map (output: package.${output}) package.outputs) packages;
  postBuild = ''
    ln -s lib $out/lib64
    mkdir $out/nix-support
    touch $out/nix-support/include-in-cudatoolkit-root
    cat ${cudaPackages.cuda_cccl}/nix-support/setup-hook ${cudaPackages.cuda_nvcc}/nix-support/setup-hook \
      ${./cudatoolkit-setup-hook.sh} >$out/nix-support/setup-hook
  '';
  passthru = {
    inherit (cudaPackages) cudaMajorMinorVersion;
    inherit (cudaPackages.backendStdenv) cc;
  };
  meta = {
    description = "CUDA toolkit, merged into one folder";
    license = lib.licenses.nvidiaCuda;
  };
}
