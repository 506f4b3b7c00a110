// Devices, streams and memory of the CUDA engine.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/cuda/error.hpp"

namespace hpds::cuda {

// Empty where there is a driver and a device; else the reason, without a full stop. Never throws:
// what the driver says is the reason.
std::string why_no_device();

struct Device {
    std::string name;
    int major = 0, minor = 0;  // compute capability
    int processors = 0;        // streaming multiprocessors
};

// Throws Error where there is none.
std::vector<Device> devices();

// Where work is done, in the order of the stream.
struct Place {
    int device;
    cudaStream_t stream;
};

// The device that memory is on. Throws Error, std::invalid_argument for memory of the host.
int device_of(const void* memory);

// Makes a device the current one while this lives.
class DeviceGuard {
  public:
    explicit DeviceGuard(int device);
    ~DeviceGuard();
    DeviceGuard(const DeviceGuard&) = delete;
    DeviceGuard& operator=(const DeviceGuard&) = delete;

  private:
    int device_, before_ = 0;
};

// Memory for intermediate results, given back in the order of the place's stream. Its device must
// be the current one.
class Scratch {
  public:
    Scratch(std::size_t bytes, Place place);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void* data() const { return data_; }
    template <class T>
    T* as() const {
        return static_cast<T*>(data_);
    }

  private:
    void* data_;
    cudaStream_t stream_;
};

// Memory for results, whose last owner may outlive the stream. It is given back in the order of the
// default stream, which waits for every stream but those made non-blocking: where the place's is
// one, the end of all work on the device is awaited first.
std::shared_ptr<void> make_result(std::size_t bytes, Place place);

// Work in `stream` waits for what was in `earlier` until now; both are of the current device.
void wait_for(cudaStream_t stream, cudaStream_t earlier);

// Both wait: the memory of the host may be used or changed afterwards.
void copy_to_device(const void* host, void* device, std::size_t bytes, cudaStream_t stream);
void copy_to_host(const void* device, void* host, std::size_t bytes, cudaStream_t stream);

// How many blocks of launch.hpp's size a kernel over `count` elements has on the current device.
unsigned blocks_for(std::size_t count);

// Calls a function of CUB twice: it says how much memory it needs, then works with it.
template <class Function>
void with_scratch(Place place, const Function& function, const char* call, const char* file,
                  int line) {
    std::size_t bytes = 0;
    check(function(nullptr, bytes), call, file, line);
    const Scratch memory(bytes, place);
    check(function(memory.data(), bytes), call, file, line);
}

}  // namespace hpds::cuda

// Around every call of CUB, whose first two arguments are the names `scratch` and `scratch_bytes`.
#define HPDS_CUB_TRY(place, ...)                                                       \
    ::hpds::cuda::with_scratch(                                                        \
        place, [&](void* scratch, std::size_t& scratch_bytes) { return __VA_ARGS__; }, \
        #__VA_ARGS__, __FILE__, __LINE__)
