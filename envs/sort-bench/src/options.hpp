// What the command line asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace sort_bench {

struct Options {
    std::vector<std::string> algorithms;
    std::vector<std::string> types;
    std::vector<std::string> distributions{"random"};
    std::vector<std::size_t> sizes{100000, 1000000};
    std::size_t repeats = 5;
    std::size_t threads = 0;  // of the parallel algorithms; 0: one for each processor
    std::uint64_t seed = 1;
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

}  // namespace sort_bench
