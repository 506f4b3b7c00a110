// Failures of CUDA and cuBLAS as exceptions.
#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>

namespace hpds::cuda {

// The text has file, line, the call, the library's name for the error and its description.
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws Error unless `status` is success.
void check(cudaError_t status, const char* call, const char* file, int line);

}  // namespace hpds::cuda

// Around every call of CUDA; after a launch, around cudaGetLastError(). The file's name is relative
// to the project: see the prefix map in CMakeLists.txt.
#define HPDS_CUDA_TRY(call) ::hpds::cuda::check((call), #call, __FILE__, __LINE__)
