#include "engine/cuda/error.hpp"

#include <string>

namespace hpds::cuda {

void check(cudaError_t status, const char* call, const char* file, int line) {
    if (status != cudaSuccess) {
        throw Error(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                    cudaGetErrorName(status) + ": " + cudaGetErrorString(status));
    }
}

}  // namespace hpds::cuda
