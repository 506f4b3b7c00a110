// The GPU, its memory and its clock, each owned by an object.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <string>

#include "report.hpp"

namespace cuda_bench {

// Empty where there is a driver and a device; else the reason, one line that begins with "no CUDA".
// Throws CudaError for a driver that is too old or does not work.
std::string why_no_device();

// Makes a device the current one. Throws CudaError; std::invalid_argument for a number that no
// device has.
Device use_device(int number);

// `count` floats of the device's memory.
class DeviceArray {
  public:
    explicit DeviceArray(std::size_t count);
    ~DeviceArray();
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;

    float* data() const { return data_; }
    std::size_t size() const { return size_; }
    std::size_t bytes() const { return size_ * sizeof(float); }

  private:
    float* data_ = nullptr;
    std::size_t size_;
};

// `count` floats of the host's memory, which the device reads and writes without the processor.
class PinnedArray {
  public:
    explicit PinnedArray(std::size_t count);
    ~PinnedArray();
    PinnedArray(const PinnedArray&) = delete;
    PinnedArray& operator=(const PinnedArray&) = delete;

    float* data() const { return data_; }
    float& operator[](std::size_t i) const { return data_[i]; }
    std::size_t size() const { return size_; }

  private:
    float* data_ = nullptr;
    std::size_t size_;
};

// A point in the device's work.
class Event {
  public:
    Event();
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    void record();
    // Waits for this one.
    double seconds_since(const Event& earlier);

  private:
    cudaEvent_t event_ = nullptr;
};

// The fastest of several runs, in seconds of the device's time. One run before them is not counted.
template <class Work>
double fastest(std::size_t repeats, const Work& work) {
    Event begin, end;
    double best = 0;
    for (std::size_t run = 0; run <= repeats; ++run) {
        begin.record();
        work();
        end.record();
        const double seconds = end.seconds_since(begin);
        if (run == 1 || (run > 1 && seconds < best)) {
            best = seconds;
        }
    }
    return best;
}

}  // namespace cuda_bench
