// Sorting one row in NumPy's order.
#pragma once

#include <cstddef>

#include "parallel/pool.hpp"

namespace hpds {

// Sorts `count` values of `source` into `target`, which may be the same array. NaNs, in the order
// they had, come last, and -0.0 comes before 0.0: so the result is the same, to the bit, for every
// thread count. Returns how many values are not NaN.
template <class T>
std::size_t sort_row(const T* source, T* target, std::size_t count, Pool& pool);

}  // namespace hpds
