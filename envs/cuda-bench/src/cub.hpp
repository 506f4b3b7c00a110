// Algorithms of CUB over an array of floats: what a library of its own on a GPU is compared with.
#pragma once

#include <cstddef>
#include <string>

#include "report.hpp"

namespace cuda_bench {

bool is_of_cub(const std::string& benchmark);

// `benchmark` is reduce, scan or sort, or one of these with "-with-copies": then the array comes
// from the host's memory, as programs have it, and the result goes there. Memory is not allocated
// in the time that is measured. Throws CudaError.
Result cub_algorithm(const std::string& benchmark, std::size_t bytes, std::size_t repeats);

}  // namespace cuda_bench
