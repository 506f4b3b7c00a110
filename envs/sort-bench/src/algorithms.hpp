// The sorting algorithms, the element types and the distributions of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sort_bench {

std::vector<std::string> algorithm_names();
std::vector<std::string> type_names();
std::vector<std::string> distribution_names();

struct Measurement {
    double seconds;  // the fastest run
    bool verified;   // every run gave the input's elements in ascending order
};

// The names must be from the lists above, the algorithm also "broken": it leaves the data as it is
// and shows that results are checked.
Measurement measure(const std::string& algorithm, const std::string& type,
                    const std::string& distribution, std::size_t size, std::size_t repeats,
                    std::uint64_t seed);

}  // namespace sort_bench
