"""What CuPy can do without a GPU: import, load its libraries, compile, and say what is missing."""

import cupy
import cupy.cuda.cub
import cupy.cuda.cufft
import cupy.cuda.jitify
import cupy.cuda.thrust
from cupy_backends.cuda.libs import cublas, curand, cusolver, cusparse, nvrtc  # noqa: F401

from cuda import pathfinder

KERNEL = """
#include <cuda_fp16.h>
extern "C" __global__ void one(__half* x) { x[0] = __float2half(1.0f); }
"""

# Some were loaded for the modules that are linked to them; the others are found by name.
for name in ("cudart", "cufft", "cublas", "cublasLt", "curand", "cusolver", "cusparse", "nvrtc"):
    print(pathfinder.load_nvidia_dynamic_lib(name).abs_path)

# The compiler finds its own second library, and the headers.
headers = pathfinder.find_nvidia_header_directory("cudart")
program = nvrtc.createProgram(KERNEL, "one.cu", (), ())
nvrtc.compileProgram(program, ("--gpu-architecture=sm_80", f"-I{headers}"))
assert nvrtc.getCUBIN(program)[:4] == b"\x7fELF"

message = "none"
try:
    cupy.zeros(3)
except cupy.cuda.runtime.CUDARuntimeError as error:
    message = str(error)
assert "cudaErrorInsufficientDriver" in message, f"without a driver, CuPy's error is: {message}"
