// What the device's results are compared with, computed by the processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cuda_bench {

// Numbers in [-1, 1), the same for a seed on every machine.
std::vector<float> uniform(std::size_t count, std::uint64_t seed);

// -1, 0, 1 in turns: whatever the order of adding, every sum is a whole number that a float holds.
std::vector<float> few_sums(std::size_t count);

// Element i is the sum of elements 0 to i.
std::vector<float> running_sum(const std::vector<float>& numbers);

// Whether `sorted` has the numbers of `numbers`, which have no NaN, in ascending order.
bool is_sorted_copy(std::vector<float> numbers, const std::vector<float>& sorted);

// Whether `product`, of square matrices by rows, is what `left` times `right` is: looked at in
// `samples` places that a seed determines and in the four corners. An error of rounding in single
// precision passes: its bound grows with the length of a dot product.
bool is_product(const std::vector<float>& left, const std::vector<float>& right,
                const std::vector<float>& product, std::size_t size, std::size_t samples,
                std::uint64_t seed);

}  // namespace cuda_bench
