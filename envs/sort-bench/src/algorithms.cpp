#include "algorithms.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <chrono>
#include <execution>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>

#include "radix_sort.hpp"

namespace sort_bench {
namespace {

template <class T>
struct Algorithm {
    const char* name;
    void (*sort)(T*, std::size_t);
};

// The table that everything about algorithms is read from.
template <class T>
const std::vector<Algorithm<T>>& algorithms() {
    static const std::vector<Algorithm<T>> table{
        {"std::sort", [](T* values, std::size_t count) { std::sort(values, values + count); }},
        {"std::stable_sort",
         [](T* values, std::size_t count) { std::stable_sort(values, values + count); }},
        {"std::sort(par)",
         [](T* values, std::size_t count) {
             std::sort(std::execution::par, values, values + count);
         }},
        {"radix", radix_sort<T>},
        {"vqsort",
         [](T* values, std::size_t count) { hwy::Sorter()(values, count, hwy::SortAscending()); }},
    };
    return table;
}

// Not std::uniform_int_distribution and its kin: the standard leaves their results to the library,
// and a seed must mean the same data everywhere.
template <class T>
T from_bits(std::uint64_t bits) {
    if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(static_cast<double>(bits >> 11) * 0x1p-53);  // in [0, 1)
    } else {
        return static_cast<T>(bits >> (64 - 8 * sizeof(T)));
    }
}

template <class T>
std::vector<T> random(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    std::vector<T> values(size);
    std::generate(values.begin(), values.end(), [&] { return from_bits<T>(generator()); });
    return values;
}

template <class T>
struct Distribution {
    const char* name;
    std::vector<T> (*make)(std::size_t size, std::uint64_t seed);
};

template <class T>
const std::vector<Distribution<T>>& distributions() {
    static const std::vector<Distribution<T>> table{
        {"random", random<T>},
        {"sorted",
         [](std::size_t size, std::uint64_t seed) {
             std::vector<T> values = random<T>(size, seed);
             std::sort(values.begin(), values.end());
             return values;
         }},
        {"reversed",
         [](std::size_t size, std::uint64_t seed) {
             std::vector<T> values = random<T>(size, seed);
             std::sort(values.begin(), values.end(), std::greater<>());
             return values;
         }},
        {"few",  // sixteen different values
         [](std::size_t size, std::uint64_t seed) {
             const std::vector<T> kinds = random<T>(16, seed + 1);
             std::mt19937_64 generator(seed);
             std::vector<T> values(size);
             std::generate(values.begin(), values.end(), [&] { return kinds[generator() >> 60]; });
             return values;
         }},
        {"equal", [](std::size_t size, std::uint64_t) { return std::vector<T>(size, T{1}); }},
    };
    return table;
}

template <class Entry>
const Entry& named(const std::vector<Entry>& table, const std::string& name) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Entry& entry) { return entry.name == name; });
    if (found == table.end()) {
        throw std::invalid_argument("'" + name + "' is not in the table");
    }
    return *found;
}

template <class Entry>
std::vector<std::string> names(const std::vector<Entry>& table) {
    std::vector<std::string> result;
    for (const Entry& entry : table) {
        result.emplace_back(entry.name);
    }
    return result;
}

template <class T>
Measurement measure_type(const std::string& algorithm, const std::string& distribution,
                         std::size_t size, std::size_t repeats, std::uint64_t seed) {
    using Clock = std::chrono::steady_clock;
    const Algorithm<T> broken{"broken", [](T*, std::size_t) {}};
    const Algorithm<T>& chosen =
        algorithm == broken.name ? broken : named(algorithms<T>(), algorithm);
    const std::vector<T> input = named(distributions<T>(), distribution).make(size, seed);
    std::vector<T> expected = input;
    std::sort(expected.begin(), expected.end());
    Measurement result{std::numeric_limits<double>::infinity(), true};
    for (std::size_t run = 0; run < repeats; ++run) {
        std::vector<T> values = input;
        const auto start = Clock::now();
        chosen.sort(values.data(), values.size());
        const std::chrono::duration<double> elapsed = Clock::now() - start;
        result.seconds = std::min(result.seconds, elapsed.count());
        result.verified = result.verified && values == expected;
    }
    return result;
}

struct TypeEntry {
    const char* name;
    Measurement (*measure)(const std::string&, const std::string&, std::size_t, std::size_t,
                           std::uint64_t);
};

const std::vector<TypeEntry>& types() {
    static const std::vector<TypeEntry> table{
        {"i32", measure_type<std::int32_t>},  {"i64", measure_type<std::int64_t>},
        {"u32", measure_type<std::uint32_t>}, {"u64", measure_type<std::uint64_t>},
        {"f32", measure_type<float>},         {"f64", measure_type<double>},
    };
    return table;
}

}  // namespace

std::vector<std::string> algorithm_names() {
    return names(algorithms<float>());
}

std::vector<std::string> type_names() {
    return names(types());
}

std::vector<std::string> distribution_names() {
    return names(distributions<float>());
}

Measurement measure(const std::string& algorithm, const std::string& type,
                    const std::string& distribution, std::size_t size, std::size_t repeats,
                    std::uint64_t seed) {
    return named(types(), type).measure(algorithm, distribution, size, repeats, seed);
}

}  // namespace sort_bench
