// Printing results, as a table for people or JSON for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "algorithms.hpp"

namespace sort_bench {

struct Result {
    std::string algorithm, type, distribution;
    std::size_t size;
    Measurement measurement;
};

void print_table(std::ostream& out, const std::vector<Result>& results);

void print_json(std::ostream& out, const std::vector<Result>& results, std::uint64_t seed,
                std::size_t repeats, std::size_t threads);

}  // namespace sort_bench
