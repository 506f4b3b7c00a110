# What nvcc writes in a build depends neither on the numbers of processes nor on how many it starts at once.
{ cudaPackages }:
cudaPackages.backendStdenv.mkDerivation {
  name = "cuda-same-bytes";
  nativeBuildInputs = [ cudaPackages.cuda_nvcc ];
  buildInputs = [ cudaPackages.cuda_cudart ];
  dontUnpack = true;
  buildPhase = ''
    cat >a.cu <<'END'
    namespace { __device__ int places[4]; }
    static __global__ void put(int value) { places[threadIdx.x] = value; }
    int main() { put<<<1, 4>>>(7); }
    END
    # compiled FLAGS…: the digest of an object
    compiled() {
      nvcc -gencode=arch=compute_80,code=sm_80 -gencode=arch=compute_90,code=sm_90 -c a.cu -o a.o "$@"
      sha256sum <a.o
    }
    for flags in "" "--threads=2" "-rdc=true" "-rdc=true --threads=2" "-lineinfo"; do
      first=$(compiled $flags)
      [ "$first" = "$(compiled $flags)" ] || { echo "error: nvcc $flags: two compilations differ" >&2; exit 1; }
    done
    [ "$(compiled)" = "$(compiled --threads=2)" ] || { echo "error: nvcc --threads changes the object" >&2; exit 1; }
    # The check can fail.
    export NVCC_PREPEND_FLAGS=
    [ "$(compiled)" != "$(compiled)" ] || { echo "error: without cuda_nvcc's hook objects are the same, too; remove it" >&2; exit 1; }
  '';
  installPhase = "touch $out";
}
