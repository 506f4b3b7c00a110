// Failures of CUDA as exceptions.
#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>

namespace cuda_bench {

// The text has file, line, the call, CUDA's name for the error and its description.
struct CudaError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws CudaError unless `status` is success.
void check(cudaError_t status, const char* call, const char* file, int line);

}  // namespace cuda_bench

// Around every call of CUDA. The file's name is relative to the project: see the prefix map in
// CMakeLists.txt.
#define CUDA_BENCH_TRY(call) ::cuda_bench::check((call), #call, __FILE__, __LINE__)
