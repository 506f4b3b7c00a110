#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cuda_bench {
namespace {

// splitmix64: the standard library's distributions differ between implementations.
std::uint64_t next(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

}  // namespace

std::vector<float> uniform(std::size_t count, std::uint64_t seed) {
    std::vector<float> numbers(count);
    for (float& number : numbers) {
        number = static_cast<float>(static_cast<double>(next(seed) >> 40) * 0x1p-23 - 1);
    }
    return numbers;
}

std::vector<float> few_sums(std::size_t count) {
    std::vector<float> numbers(count);
    for (std::size_t i = 0; i < count; ++i) {
        numbers[i] = static_cast<float>(i % 3) - 1;
    }
    return numbers;
}

std::vector<float> running_sum(const std::vector<float>& numbers) {
    std::vector<float> sums(numbers.size());
    std::partial_sum(numbers.begin(), numbers.end(), sums.begin());
    return sums;
}

bool is_sorted_copy(std::vector<float> numbers, const std::vector<float>& sorted) {
    std::sort(numbers.begin(), numbers.end());
    return numbers == sorted;
}

bool is_product(const std::vector<float>& left, const std::vector<float>& right,
                const std::vector<float>& product, std::size_t size, std::size_t samples,
                std::uint64_t seed) {
    const auto is_right = [&](std::size_t row, std::size_t column) {
        double exact = 0, magnitude = 0;
        for (std::size_t k = 0; k < size; ++k) {
            const double term = static_cast<double>(left[row * size + k]) *
                                static_cast<double>(right[k * size + column]);
            exact += term;
            magnitude += std::fabs(term);
        }
        const double bound = (static_cast<double>(size) + 1) * magnitude *
                             static_cast<double>(std::numeric_limits<float>::epsilon());
        // Written so that a NaN is wrong.
        return std::fabs(static_cast<double>(product[row * size + column]) - exact) <= bound;
    };
    const std::size_t last = size - 1;
    if (!is_right(0, 0) || !is_right(0, last) || !is_right(last, 0) || !is_right(last, last)) {
        return false;
    }
    for (std::size_t i = 0; i < samples; ++i) {
        const std::size_t row = next(seed) % size;
        if (!is_right(row, next(seed) % size)) {
            return false;
        }
    }
    return true;
}

}  // namespace cuda_bench
