# cuda/release.nix says what the compiler says, and the toolkit is whole.
{
  lib,
  cudaPackages,
  runCommand,
}:
let
  release = import ../../../cuda/release.nix;
  number = lib.replaceStrings [ "." ] [ "" ];
  isPlain = capability: builtins.match "[0-9.]*" capability != null;
in
runCommand "cuda-release"
  {
    nativeBuildInputs = [ cudaPackages.cuda_nvcc ];
    plain = map (capability: "sm_${number capability}") (
      lib.filter isPlain release.capabilities.known
    );
    special = map number (lib.filter (capability: !isPlain capability) release.capabilities.known);
    toolkit = cudaPackages.cudatoolkit;
  }
  ''
    # holds MESSAGE COMMAND…
    holds() {
      "''${@:2}" || {
        echo "error: cuda/release.nix: $1" >&2
        exit 1
      }
    }
    nvcc --list-gpu-code | sort -V >known
    printf '%s\n' $plain >listed
    holds "the compiler knows what is marked >, capabilities.known has what is marked <" diff listed known
    touch empty.cu
    # 90f: that there is no such variant is seen as well.
    for plain in $plain; do
      for variant in a f; do
        number=''${plain#sm_}$variant
        known=no
        ! nvcc --dryrun -gencode arch=compute_$number,code=sm_$number empty.cu 2>/dev/null || known=yes
        listed=no
        case " $special " in *" $number "*) listed=yes ;; esac
        holds "$number: known to the compiler: $known, listed: $listed; correct capabilities.known" [ "$known" = "$listed" ]
      done
    done
    holds "gcc.newest is ${release.gcc.newest}, crt/host_config.h has another limit" \
      grep -qxF '#if __GNUC__ > ${release.gcc.newest}' ${cudaPackages.cuda_crt}/include/crt/host_config.h
    nvcc --version >version
    holds "cudaMajorMinorVersion is ${release.cudaMajorMinorVersion}, nvcc --version says another" \
      grep -F 'release ${release.cudaMajorMinorVersion},' version
    # The one folder has what its readers look for, and no link that leads nowhere.
    for file in bin/nvcc include/cuda_runtime.h include/cccl/thrust/version.h lib64/libcudart.so lib64/libcudart_static.a \
      lib64/libcublas.so lib64/stubs/libcuda.so lib64/libcusolver.so nvvm/bin/cicc nvvm/libdevice/libdevice.10.bc; do
      [ -e $toolkit/$file ] || { echo "error: cudatoolkit has no $file" >&2; exit 1; }
    done
    broken=$(find $toolkit/ -xtype l)
    [ -z "$broken" ] || { echo "error: links to nothing: $broken" >&2; exit 1; }
    touch $out
  ''
