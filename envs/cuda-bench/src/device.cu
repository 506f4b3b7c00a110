#include "device.hpp"

#include <stdexcept>

#include "error.hpp"

namespace cuda_bench {

std::string why_no_device() {
    int driver = 0;
    CUDA_BENCH_TRY(cudaDriverGetVersion(&driver));
    if (driver == 0) {
        return "no CUDA driver on this machine: nothing is measured";
    }
    int count = 0;
    const cudaError_t status = cudaGetDeviceCount(&count);
    if (status == cudaErrorNoDevice || (status == cudaSuccess && count == 0)) {
        return "no CUDA device on this machine, though it has a driver: nothing is measured";
    }
    if (status == cudaErrorInsufficientDriver) {
        throw CudaError(driver_too_old(driver, CUDART_VERSION, CUDA_BENCH_DRIVER));
    }
    check(status, "cudaGetDeviceCount(&count)", __FILE__, __LINE__);
    return "";
}

Device use_device(int number) {
    int count = 0;
    CUDA_BENCH_TRY(cudaGetDeviceCount(&count));
    if (number >= count) {
        throw std::invalid_argument("--device: " + std::to_string(number) + " is none of the " +
                                    std::to_string(count) + " devices; the first is 0");
    }
    CUDA_BENCH_TRY(cudaSetDevice(number));
    cudaDeviceProp properties{};
    CUDA_BENCH_TRY(cudaGetDeviceProperties(&properties, number));
    Device device{properties.name, properties.major, properties.minor, 0};
    CUDA_BENCH_TRY(cudaDriverGetVersion(&device.driver));
    return device;
}

// Destructors do not throw: what failed before was reported by a call that is checked.

DeviceArray::DeviceArray(std::size_t count) : size_(count) {
    CUDA_BENCH_TRY(cudaMalloc(&data_, bytes()));
}
DeviceArray::~DeviceArray() {
    static_cast<void>(cudaFree(data_));
}

PinnedArray::PinnedArray(std::size_t count) : size_(count) {
    CUDA_BENCH_TRY(cudaMallocHost(&data_, count * sizeof(float)));
}
PinnedArray::~PinnedArray() {
    static_cast<void>(cudaFreeHost(data_));
}

Event::Event() {
    CUDA_BENCH_TRY(cudaEventCreate(&event_));
}
Event::~Event() {
    static_cast<void>(cudaEventDestroy(event_));
}

void Event::record() {
    CUDA_BENCH_TRY(cudaEventRecord(event_));
}

double Event::seconds_since(const Event& earlier) {
    CUDA_BENCH_TRY(cudaEventSynchronize(event_));
    float milliseconds = 0;
    CUDA_BENCH_TRY(cudaEventElapsedTime(&milliseconds, earlier.event_, event_));
    return static_cast<double>(milliseconds) * 1e-3;
}

}  // namespace cuda_bench
