#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <cstdio>
#include <exception>

#include "total.hpp"

int main() {
    const float values[] = {1, 2, 3};
    std::printf("cublas %zu\n", cublasGetVersion_v2 ? cublasGetCudartVersion() : 0);
    try {
        std::printf("total %.0f\n", total(values, 3));
    } catch (const std::exception& error) {
        std::printf("no device: %s\n", error.what());
    }
}
