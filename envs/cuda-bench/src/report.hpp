// Printing results, as a table for people or JSON for programs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cuda_bench {

struct Device {
    std::string name;
    int major = 0, minor = 0;  // compute capability
    int driver = 0;            // what the driver supports, 13000 for CUDA 13.0
};

struct Result {
    std::string benchmark;
    std::size_t size = 0;  // bytes of an array, or rows of a matrix
    double seconds = 0;
    double work = 0;  // bytes moved, or floating-point operations
    bool verified = false;
};

// Of a benchmark's rate: "GB/s" or "GFLOP/s".
std::string unit(const Result& result);

std::string table(const Device& device, const std::vector<Result>& results);

std::string json(const Device& device, const std::vector<Result>& results, std::size_t repeats);

// The same object where there is no device, with the reason.
std::string json_without_device(const std::string& reason);

// Why a program of a toolkit does not run on an older driver, and the remedy. Versions of CUDA as
// in Device; `needed` is the first release of the driver that would do, empty where it is not
// known.
std::string driver_too_old(int driver, int toolkit, const std::string& needed);

// A JSON string literal, quotes included; bytes above 127 are kept.
std::string json_string(const std::string& text);

}  // namespace cuda_bench
