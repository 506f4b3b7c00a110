// Highway's vectorised quicksort for the types where it beats the standard library's.
//
// In place, ascending, not stable; no NaN among the values. Instructions are chosen at run time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hpds {

void vqsort(float* values, std::size_t count);
void vqsort(std::int32_t* values, std::size_t count);
void vqsort(std::uint32_t* values, std::size_t count);
void vqsort(double* values, std::size_t count);
void vqsort(std::int64_t* values, std::size_t count);
void vqsort(std::uint64_t* values, std::size_t count);

// What vqsort must not see, or may change: its sorting networks can turn (-0.0, 0.0) into one zero
// twice.
struct Special {
    std::size_t nans = 0;
    std::size_t negative_zeros = 0;
};

Special count_special(const float* values, std::size_t count);
Special count_special(const double* values, std::size_t count);

}  // namespace hpds
