#pragma once

#include <cstddef>
#include <string>

namespace core {

/// out[i] = a * x[i] + y[i] for `count` numbers, on the processor.
void saxpy_on_cpu(float a, const float *x, const float *y, float *out,
                  std::size_t count) noexcept;

/// The same on the first GPU, from arrays of the host to one of the host.
/// Throws std::runtime_error with file, line and CUDA's words where CUDA fails.
void saxpy_on_gpu(float a, const float *x, const float *y, float *out,
                  std::size_t count);

/// Why no GPU can be used, in words; empty where one can.
std::string why_no_gpu();

} // namespace core
