#pragma once

#include <cstddef>

namespace core {

/// Sum of `count` numbers, with the rounding error carried along (Kahan, 1965).
double sum(const double *values, std::size_t count) noexcept;

/// Sum of the squares of `count` numbers.
double sum_of_squares(const double *values, std::size_t count) noexcept;

} // namespace core
