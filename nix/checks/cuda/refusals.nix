# The checks of this folder refuse what they are for, and nvcc a host compiler that it does not know.
{
  lib,
  callPackage,
  cudaPackages,
  runCommandLocal,
  testBuildFailure,
  compile,
}:
let
  codeCheck =
    cudaCapabilities: arguments:
    callPackage ./device-code.nix {
      cudaPackages = cudaPackages.override { inherit cudaCapabilities; };
    } ({ name = "saxpy"; program = "${compile}/bin/saxpy"; } // arguments);
  default = cudaPackages.cudaCapabilities;
  spilling = cudaPackages.backendStdenv.mkDerivation {
    name = "spilling";
    dontUnpack = true;
    nativeBuildInputs = [ cudaPackages.cuda_nvcc ];
    buildInputs = [ cudaPackages.cuda_cudart ];
    buildPhase = ''
      # A table that a thread writes and reads at places known when it runs.
      cat >spilling.cu <<'END'
      __global__ void spilling(const int* places, float* result) {
          float table[256];
          for (int i = 0; i < 256; ++i) table[places[i] & 255] = result[i];
          for (int i = 0; i < 256; ++i) result[i] = table[places[i + 256] & 255];
      }
      int main() {}
      END
      nvcc -gencode=arch=compute_90,code=sm_90 -gencode=arch=compute_90,code=compute_90 spilling.cu -o spilling
    '';
    installPhase = "install -D spilling $out/bin/spilling";
  };
  cases = [
    (testBuildFailure (codeCheck (default ++ [ "12.1" ]) { }) [
      "< sm_121"
      "error: saxpy: machine code is for the devices marked >"
    ])
    (testBuildFailure (codeCheck (lib.remove "7.5" default) { }) [ "> sm_75" ])
    (testBuildFailure (codeCheck (lib.init default) { }) [ "> sm_120" ])
    (testBuildFailure (codeCheck [ "9.0" ] {
      program = "${spilling}/bin/spilling";
      spills = false;
    }) [
      "spilling"
      "these kernels use local memory"
    ])
  ];
in
runCommandLocal "cuda-refusals" { inherit cases; } "touch $out"
