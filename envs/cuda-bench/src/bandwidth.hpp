// How fast memory is read and written.
#pragma once

#include <cstddef>
#include <string>

#include "report.hpp"

namespace cuda_bench {

// `benchmark` is copy, triad, host-to-device or device-to-host, on arrays of `bytes`. Throws
// CudaError.
Result bandwidth(const std::string& benchmark, std::size_t bytes, std::size_t repeats);

}  // namespace cuda_bench
