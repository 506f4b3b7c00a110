// What the command line asks for.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace cuda_bench {

// Every benchmark, in the order in which they run.
const std::vector<std::string>& benchmark_names();

struct Options {
    std::vector<std::string> only = benchmark_names();
    std::size_t megabytes = 256;  // of each array of the memory benchmarks
    std::vector<std::size_t> gemm_sizes{1024, 4096};
    std::size_t repeats = 10;
    int device = 0;
    bool json = false;
    bool help = false;
    bool version = false;
};

// A mistake on the command line; the text names what was given and what would be accepted.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws UsageError.
Options parse(const std::vector<std::string>& arguments);

std::string usage();

}  // namespace cuda_bench
