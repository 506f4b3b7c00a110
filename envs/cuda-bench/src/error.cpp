#include "error.hpp"

#include <string>

namespace cuda_bench {

void check(cudaError_t status, const char* call, const char* file, int line) {
    if (status != cudaSuccess) {
        throw CudaError(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                        cudaGetErrorName(status) + ": " + cudaGetErrorString(status));
    }
}

}  // namespace cuda_bench
