#include "saxpy.hpp"

#include <cuda_runtime.h>

#include <algorithm>
#include <stdexcept>

namespace core {
namespace {

void check(cudaError_t status, const char *call, const char *file, int line) {
  if (status != cudaSuccess) {
    throw std::runtime_error(std::string(file) + ":" + std::to_string(line) +
                             ": " + call + ": " + cudaGetErrorName(status) +
                             ": " + cudaGetErrorString(status));
  }
}

#define CUDA_TRY(call) check((call), #call, __FILE__, __LINE__)

/// Numbers in the GPU's memory.
class DeviceArray {
public:
  explicit DeviceArray(std::size_t count) {
    CUDA_TRY(cudaMalloc(&data_, count * sizeof(float)));
  }
  DeviceArray(const DeviceArray &) = delete;
  DeviceArray &operator=(const DeviceArray &) = delete;
  // What failed before was reported by a call that is checked.
  ~DeviceArray() { static_cast<void>(cudaFree(data_)); }
  float *data() const noexcept { return data_; }

private:
  float *data_ = nullptr;
};

constexpr unsigned block = 256;
constexpr unsigned most_blocks = 4096;

// A thread takes every n-th element, so that a grid of any size takes them all.
__global__ void __launch_bounds__(block)
    saxpy(float a, const float *x, const float *y, float *out,
          std::size_t count) {
  const std::size_t step = std::size_t{blockDim.x} * gridDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
       i < count; i += step) {
    out[i] = a * x[i] + y[i];
  }
}

} // namespace

void saxpy_on_gpu(float a, const float *x, const float *y, float *out,
                  std::size_t count) {
  if (count == 0) {
    return;
  }
  const std::size_t bytes = count * sizeof(float);
  const DeviceArray on_device_x(count);
  const DeviceArray on_device_y(count);
  CUDA_TRY(cudaMemcpy(on_device_x.data(), x, bytes, cudaMemcpyHostToDevice));
  CUDA_TRY(cudaMemcpy(on_device_y.data(), y, bytes, cudaMemcpyHostToDevice));
  const auto blocks = static_cast<unsigned>(
      std::min<std::size_t>((count + block - 1) / block, most_blocks));
  saxpy<<<blocks, block>>>(a, on_device_x.data(), on_device_y.data(),
                           on_device_y.data(), count);
  CUDA_TRY(cudaGetLastError());
  CUDA_TRY(cudaMemcpy(out, on_device_y.data(), bytes, cudaMemcpyDeviceToHost));
}

std::string why_no_gpu() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    return std::string("no GPU: ") + cudaGetErrorString(status);
  }
  return count == 0 ? "no GPU on this machine" : "";
}

} // namespace core
