# The standard environment whose compiler nvcc accepts: nixpkgs' cudaPackages.backendStdenv.
#
# nvcc itself would refuse another only when it compiles, and its message names no remedy that reaches this far.
{
  lib,
  release,
  stdenv,
}:
let
  inherit (release) cudaMajorMinorVersion gcc;
  inherit (stdenv) cc;
  major = lib.versions.major cc.version;
  isSupported =
    cc.isGNU or false && lib.versionAtLeast major gcc.oldest && lib.versionAtLeast gcc.newest major;
in
lib.throwIf (!isSupported)
  "cudaPackages: ${cc.pname or "the compiler"} ${cc.version} is no host compiler for CUDA ${cudaMajorMinorVersion}, which supports gcc ${gcc.oldest} to ${gcc.newest}; give cudaPackages.override { cudaHostStdenv = …; } a stdenv with one of those"
  stdenv
