# What the toolkit is made of: nixpkgs' name -> the wheel that it comes from.
#
#   wheel        of ./wheels
#   outputs      see ./from-wheel.nix
#   needs        packages whose libraries it is linked to
#   opens        packages whose libraries it opens by name at run time, itself among them
#   headers      packages whose headers its own include
#   setupHook    what it does for builds that have it as an input
#   description  one line
let
  library = [
    "out"
    "dev"
  ];
in
{
  cuda_cccl = {
    wheel = "nvidia-cuda-cccl";
    setupHook = ./cccl-setup-hook.sh;
    description = "Thrust, CUB and libcu++: parallel algorithms as headers";
  };
  cuda_crt = {
    wheel = "nvidia-cuda-crt";
    description = "Headers that nvcc and the runtime's headers include";
  };
  cuda_cudart = {
    wheel = "nvidia-cuda-runtime";
    outputs = library ++ [
      "static"
      "stubs"
    ];
    headers = [
      "cuda_cccl"
      "cuda_crt"
    ];
    description = "CUDA runtime";
  };
  cuda_cuobjdump = {
    wheel = "nvidia-cuda-cuobjdump";
    description = "Lists the device code in an object or a program";
  };
  cuda_cupti = {
    wheel = "nvidia-cuda-cupti";
    outputs = library;
    opens = [ "cuda_cupti" ];
    headers = [ "cuda_cudart" ];
    description = "Profiling interface";
  };
  cuda_nvcc = {
    wheel = "nvidia-cuda-nvcc";
    description = "Compiler of CUDA C++";
  };
  cuda_nvdisasm = {
    wheel = "nvidia-cuda-nvdisasm";
    description = "Disassembles device code";
  };
  cuda_nvrtc = {
    wheel = "nvidia-cuda-nvrtc";
    outputs = library;
    opens = [ "cuda_nvrtc" ];
    description = "Compiler of CUDA C++ at run time";
  };
  cuda_profiler_api = {
    wheel = "nvidia-cuda-profiler-api";
    headers = [ "cuda_cudart" ];
    description = "Headers that start and stop a profiler";
  };
  libcublas = {
    wheel = "nvidia-cublas";
    outputs = library;
    opens = [ "cuda_nvrtc" ];
    headers = [ "cuda_cudart" ];
    description = "Dense linear algebra";
  };
  libcufft = {
    wheel = "nvidia-cufft";
    outputs = library;
    # For callbacks, which it compiles and links.
    opens = [
      "cuda_nvrtc"
      "libnvjitlink"
    ];
    headers = [ "cuda_cudart" ];
    description = "Fourier transforms";
  };
  libcurand = {
    wheel = "nvidia-curand";
    outputs = library;
    headers = [ "cuda_cudart" ];
    description = "Random numbers";
  };
  libcusolver = {
    wheel = "nvidia-cusolver";
    outputs = library;
    needs = [
      "libcublas"
      "libcusparse"
      "libnvjitlink"
    ];
    headers = [
      "libcublas"
      "libcusparse"
    ];
    description = "Decompositions and solvers of linear algebra";
  };
  libcusparse = {
    wheel = "nvidia-cusparse";
    outputs = library;
    needs = [ "libnvjitlink" ];
    headers = [ "cuda_cudart" ];
    description = "Sparse linear algebra";
  };
  libnvjitlink = {
    wheel = "nvidia-nvjitlink";
    outputs = library;
    description = "Linker of device code at run time";
  };
  libnvvm = {
    wheel = "nvidia-nvvm";
    outputs = library;
    description = "Optimizer and code generator of nvcc";
  };
}
