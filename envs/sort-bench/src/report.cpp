#include "report.hpp"

#include <algorithm>
#include <iomanip>

namespace sort_bench {
namespace {

double nanoseconds_each(const Result& result) {
    return result.measurement.seconds * 1e9 /
           static_cast<double>(std::max<std::size_t>(result.size, 1));
}

}  // namespace

void print_table(std::ostream& out, const std::vector<Result>& results) {
    out << std::left << std::setw(18) << "algorithm" << std::setw(6) << "type" << std::setw(14)
        << "distribution" << std::right << std::setw(12) << "size" << std::setw(12) << "ms"
        << std::setw(14) << "ns/element" << '\n'
        << std::fixed;
    for (const Result& result : results) {
        out << std::left << std::setw(18) << result.algorithm << std::setw(6) << result.type
            << std::setw(14) << result.distribution << std::right << std::setw(12) << result.size
            << std::setprecision(3) << std::setw(12) << result.measurement.seconds * 1e3
            << std::setprecision(2) << std::setw(14) << nanoseconds_each(result) << '\n';
    }
}

// All strings come from the tables of this program and need no escaping.
void print_json(std::ostream& out, const std::vector<Result>& results, std::uint64_t seed,
                std::size_t repeats, std::size_t threads) {
    out << "{\"version\": 1, \"seed\": " << seed << ", \"repeats\": " << repeats
        << ", \"threads\": " << threads << ", \"results\": [";
    const char* separator = "";
    for (const Result& result : results) {
        out << separator << "{\"algorithm\": \"" << result.algorithm << "\", \"type\": \""
            << result.type << "\", \"distribution\": \"" << result.distribution
            << "\", \"size\": " << result.size << ", \"seconds\": " << std::setprecision(9)
            << result.measurement.seconds
            << ", \"verified\": " << (result.measurement.verified ? "true" : "false") << "}";
        separator = ", ";
    }
    out << "]}\n";
}

}  // namespace sort_bench
