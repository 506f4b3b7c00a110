# A file that uses Thrust, compiled and linked by nvcc without a GPU; it starts where there is no driver.
{ cudaPackages }:
let
  inherit (cudaPackages) backendStdenv flags;
in
backendStdenv.mkDerivation {
  name = "cuda-compile";
  dontUnpack = true;
  nativeBuildInputs = [ cudaPackages.cuda_nvcc ];
  buildInputs = [ cudaPackages.cuda_cudart ];
  inherit (flags) gencode;
  buildPhase = "nvcc -O2 --threads $NIX_BUILD_CORES $gencode ${./saxpy.cu} -o saxpy";
  installPhase = "install -D saxpy $out/bin/saxpy";
  doInstallCheck = true;
  installCheckPhase = ''[ "$($out/bin/saxpy)" = "no device: cudaErrorInsufficientDriver" ]'';
}
