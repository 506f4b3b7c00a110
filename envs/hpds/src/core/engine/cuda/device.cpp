#include "engine/cuda/device.hpp"

#include <stdexcept>

#include "engine/cuda/launch.hpp"

namespace hpds::cuda {
namespace {

bool has_pools() {
    int device = 0, pools = 0;
    HPDS_CUDA_TRY(cudaGetDevice(&device));
    HPDS_CUDA_TRY(cudaDeviceGetAttribute(&pools, cudaDevAttrMemoryPoolsSupported, device));
    return pools != 0;
}

// Without pools (some virtual GPUs), memory is given back when all work has ended.
void* allocate(std::size_t bytes, cudaStream_t stream) {
    void* memory = nullptr;
    if (bytes == 0) {
        return memory;
    }
    if (has_pools()) {
        HPDS_CUDA_TRY(cudaMallocAsync(&memory, bytes, stream));
    } else {
        HPDS_CUDA_TRY(cudaMalloc(&memory, bytes));
    }
    return memory;
}

// Destructors do not throw: what failed before was reported by a call that is checked.
void release(void* memory, cudaStream_t stream) noexcept {
    if (memory == nullptr) {
        return;
    }
    int device = 0, pools = 0;
    static_cast<void>(cudaGetDevice(&device));
    static_cast<void>(cudaDeviceGetAttribute(&pools, cudaDevAttrMemoryPoolsSupported, device));
    static_cast<void>(pools != 0 ? cudaFreeAsync(memory, stream) : cudaFree(memory));
}

}  // namespace

std::string why_no_device() {
    int count = 0;
    const cudaError_t status = cudaGetDeviceCount(&count);
    if (status == cudaSuccess && count > 0) {
        return "";
    }
    // The error is no concern of the next call that asks for the last one.
    static_cast<void>(cudaGetLastError());
    int driver = 0;
    if (cudaDriverGetVersion(&driver) == cudaSuccess && driver == 0) {
        return "no CUDA driver on this machine";
    }
    if (status == cudaSuccess || status == cudaErrorNoDevice) {
        return "no CUDA device on this machine, though it has a driver";
    }
    return std::string("cudaGetDeviceCount: ") + cudaGetErrorName(status) + ": " +
           cudaGetErrorString(status);
}

std::vector<Device> devices() {
    int count = 0;
    HPDS_CUDA_TRY(cudaGetDeviceCount(&count));
    std::vector<Device> found;
    for (int number = 0; number < count; ++number) {
        cudaDeviceProp properties{};
        HPDS_CUDA_TRY(cudaGetDeviceProperties(&properties, number));
        found.push_back(
            {properties.name, properties.major, properties.minor, properties.multiProcessorCount});
    }
    return found;
}

int device_of(const void* memory) {
    cudaPointerAttributes attributes{};
    HPDS_CUDA_TRY(cudaPointerGetAttributes(&attributes, memory));
    if (attributes.devicePointer == nullptr) {
        throw std::invalid_argument("the memory is no device's");
    }
    return attributes.device;
}

DeviceGuard::DeviceGuard(int device) : device_(device) {
    HPDS_CUDA_TRY(cudaGetDevice(&before_));
    if (device_ != before_) {
        HPDS_CUDA_TRY(cudaSetDevice(device_));
    }
}
DeviceGuard::~DeviceGuard() {
    if (device_ != before_) {
        static_cast<void>(cudaSetDevice(before_));
    }
}

Scratch::Scratch(std::size_t bytes, Place place)
    : data_(allocate(bytes, place.stream)), stream_(place.stream) {}
Scratch::~Scratch() {
    release(data_, stream_);
}

std::shared_ptr<void> make_result(std::size_t bytes, Place place) {
    unsigned flags = 0;
    HPDS_CUDA_TRY(cudaStreamGetFlags(place.stream, &flags));
    const bool alone = (flags & cudaStreamNonBlocking) != 0;
    const int device = place.device;
    return {allocate(bytes, place.stream), [device, alone](void* memory) {
                if (memory == nullptr) {
                    return;
                }
                int before = 0;
                static_cast<void>(cudaGetDevice(&before));
                static_cast<void>(cudaSetDevice(device));
                if (alone) {
                    static_cast<void>(cudaDeviceSynchronize());
                }
                release(memory, cudaStreamLegacy);
                static_cast<void>(cudaSetDevice(before));
            }};
}

void wait_for(cudaStream_t stream, cudaStream_t earlier) {
    if (stream == earlier) {
        return;
    }
    cudaEvent_t event = nullptr;
    HPDS_CUDA_TRY(cudaEventCreateWithFlags(&event, cudaEventDisableTiming));
    // Its end, in the stream that waits, comes later; CUDA keeps what that needs.
    const std::unique_ptr<CUevent_st, cudaError_t (*)(cudaEvent_t)> owner(event, cudaEventDestroy);
    HPDS_CUDA_TRY(cudaEventRecord(event, earlier));
    HPDS_CUDA_TRY(cudaStreamWaitEvent(stream, event, 0));
}

void copy_to_device(const void* host, void* device, std::size_t bytes, cudaStream_t stream) {
    HPDS_CUDA_TRY(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream));
    HPDS_CUDA_TRY(cudaStreamSynchronize(stream));
}

void copy_to_host(const void* device, void* host, std::size_t bytes, cudaStream_t stream) {
    HPDS_CUDA_TRY(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream));
    HPDS_CUDA_TRY(cudaStreamSynchronize(stream));
}

unsigned blocks_for(std::size_t count) {
    int device = 0, processors = 0;
    HPDS_CUDA_TRY(cudaGetDevice(&device));
    HPDS_CUDA_TRY(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device));
    return blocks(count, processors);
}

}  // namespace hpds::cuda
