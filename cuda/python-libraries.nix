# The toolkit's libraries and headers where Python's CUDA packages look for them first: in the folder of site-packages that NVIDIA's
# own wheels are installed to. The libraries are links; headers are copied, since their own package brings static archives along.
{
  lib,
  python,
  runCommandLocal,
  toPythonModule,
  cudaPackages,
  /** Those that are opened by name. */
  libraries ? [
    "cuda_cudart"
    "cuda_nvrtc"
    "libcublas"
    "libcufft"
    "libcurand"
    "libcusolver"
    "libcusparse"
    "libnvjitlink"
  ],
  /** Those whose headers are compiled at run time. */
  headers ? [
    "cuda_crt"
    "cuda_cudart"
  ],
}:
toPythonModule (
  runCommandLocal "${python.libPrefix}-cuda-libraries-${cudaPackages.cudaMajorMinorVersion}"
    {
      libraries = map (name: lib.getLib cudaPackages.${name}) libraries;
      headers = map (name: lib.getDev cudaPackages.${name}) headers;
    }
    ''
      root=$out/${python.sitePackages}/nvidia/cu${cudaPackages.cudaMajorVersion}
      mkdir -p $root/lib $root/include
      for library in $libraries; do ln -s $library/lib/*.so.* $root/lib/; done
      for folder in $headers; do cp -r --no-preserve=mode $folder/include/. $root/include/; done
    ''
)
