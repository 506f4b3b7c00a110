// Highway's vectorised quicksort for the types where it beats the standard library's.
//
// In place, ascending, not stable; no NaN among the values. Instructions are chosen at run time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hpds {

void vqsort(float* values, std::size_t count);
void vqsort(std::int32_t* values, std::size_t count);
void vqsort(std::uint32_t* values, std::size_t count);
void vqsort(double* values, std::size_t count);
void vqsort(std::int64_t* values, std::size_t count);
void vqsort(std::uint64_t* values, std::size_t count);

// An array that is parted at a bound, in place: what is below it comes first. `room` elements from
// each end are held apart, so that whole vectors can be written over what was read. Until `finish`
// or the destructor puts them back, the array lacks them.
template <class T>
struct Parting {
    static constexpr std::size_t room = 64;  // no fewer than a vector has

    T* const values;
    // Below the bound are [0, low), not below [high, count); [left, right) was not looked at.
    std::size_t low, left, right, high;
    T held[2 * room];

    // Of at least 2 * room values.
    Parting(T* first, std::size_t count)
        : values(first), low(0), left(room), right(count - room), high(count) {
        std::copy(values, values + room, held);
        std::copy(values + right, values + count, held + room);
    }

    ~Parting() {
        const std::size_t lefts = left - low;
        std::copy(held, held + lefts, values + low);
        std::copy(held + lefts, held + lefts + (high - right), values + right);
    }

    // How many values are below the bound.
    std::size_t finish(T bound) {
        T last[room];
        const std::size_t lasts = right - left;
        std::copy(values + left, values + right, last);
        left = right;
        const auto place = [&](T value) { values[value < bound ? low++ : --high] = value; };
        std::for_each(last, last + lasts, place);
        std::for_each(held, held + 2 * room, place);
        left = low;
        right = high;
        return low;
    }
};

// Looks at the next million values or fewer. False if less than a vector's are left for `finish`.
bool part_some(Parting<float>& parting, float bound);
bool part_some(Parting<std::int32_t>& parting, std::int32_t bound);
bool part_some(Parting<std::uint32_t>& parting, std::uint32_t bound);
bool part_some(Parting<double>& parting, double bound);
bool part_some(Parting<std::int64_t>& parting, std::int64_t bound);
bool part_some(Parting<std::uint64_t>& parting, std::uint64_t bound);

// What vqsort must not see, or may change: its sorting networks can turn (-0.0, 0.0) into one zero
// twice.
struct Special {
    std::size_t nans = 0;
    std::size_t negative_zeros = 0;
};

Special count_special(const float* values, std::size_t count);
Special count_special(const double* values, std::size_t count);

}  // namespace hpds
