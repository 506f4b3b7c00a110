# A file that uses Thrust, compiled and linked by nvcc without a GPU: there is machine code for each device that was asked for and
# PTX of the newest, and the program starts where there is no driver.
{
  lib,
  cudaPackages,
}:
let
  inherit (cudaPackages) backendStdenv flags;
in
backendStdenv.mkDerivation {
  name = "cuda-compile";
  dontUnpack = true;
  nativeBuildInputs = [
    cudaPackages.cuda_nvcc
    cudaPackages.cuda_cuobjdump
  ];
  buildInputs = [ cudaPackages.cuda_cudart ];
  inherit (flags) gencode realArches;
  newest = lib.last flags.realArches;
  buildPhase = ''
    time nvcc -O2 -t $NIX_BUILD_CORES $gencode ${./saxpy.cu} -o saxpy
  '';
  installPhase = ''
    install -D saxpy $out/bin/saxpy
    # listed OPTION: what the program has, a device a line
    listed() {
      cuobjdump $1 $out/bin/saxpy | sed -n 's/.*\.\(sm_[0-9a-f]*\)\.\(cubin\|ptx\)$/\1/p' | sort -V -u
    }
    diff <(printf '%s\n' $realArches) <(listed --list-elf)
    diff <(echo $newest) <(listed --list-ptx)
    cuobjdump --dump-sass $out/bin/saxpy | grep -m1 FFMA
  '';
  doInstallCheck = true;
  installCheckPhase = ''
    [ "$($out/bin/saxpy)" = "no device: cudaErrorInsufficientDriver" ]
  '';
}
