// Sorting keys with their places.
#pragma once

#include <algorithm>
#include <cstddef>

#include "parallel/keys.hpp"
#include "parallel/merge.hpp"
#include "parallel/pool.hpp"

namespace hpds {

// In runs short enough to be sorted in a few milliseconds, since nothing interrupts std::sort.
inline void sort_placed(Placed* first, std::size_t count, Pool& pool) {
    constexpr std::size_t run = std::size_t{1} << 15;
    merge_sort(first, count, (count + run - 1) / run, pool,
               [](Placed* begin, std::size_t size) { std::sort(begin, begin + size); });
}

}  // namespace hpds
