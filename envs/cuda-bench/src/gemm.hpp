// Multiplication of matrices.
#pragma once

#include <cstddef>

#include "report.hpp"

namespace cuda_bench {

// Square matrices of floats with `size` rows, by a kernel of this program. Throws CudaError.
Result gemm(std::size_t size, std::size_t repeats);

}  // namespace cuda_bench
