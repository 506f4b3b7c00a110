#include "parallel/sort_row.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include "parallel/merge.hpp"
#include "parallel/scratch.hpp"
#include "parallel/vqsort.hpp"

namespace hpds {
namespace {

constexpr std::size_t block = std::size_t{1} << 15;

// Values of one and two bytes are counted, not compared.
template <class T>
void counting_sort(const T* source, T* target, std::size_t count, Pool& pool) {
    using Index = std::make_unsigned_t<T>;
    constexpr std::size_t kinds = std::size_t{1} << (8 * sizeof(T));
    // Counting one value twice in a row waits for memory; few kinds have many such neighbours, and
    // four tables in turn keep them apart.
    constexpr std::size_t turns = sizeof(T) == 1 ? 4 : 1;
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    constexpr int lowest = std::numeric_limits<T>::min();
    const std::size_t parts = std::clamp<std::size_t>(
        std::min<std::size_t>(pool.threads(), count / (4 * kinds)), count / most + 1, count);
    std::vector<std::uint32_t> counts(parts * turns * kinds);
    pool.blocks(parts, [&](std::size_t part) {
        std::uint32_t* tables = counts.data() + part * turns * kinds;
        const auto add = [=](std::size_t place, std::size_t turn) {
            ++tables[turn * kinds + static_cast<Index>(source[place] - lowest)];
        };
        std::size_t i = count * part / parts;
        const std::size_t end = count * (part + 1) / parts;
        for (; i + turns <= end; i += turns) {
            for (std::size_t turn = 0; turn < turns; ++turn) {
                add(i + turn, turn);
            }
        }
        for (; i < end; ++i) {
            add(i, 0);
        }
    });
    std::vector<std::size_t> ends(kinds + 1);
    for (std::size_t table = 0; table < parts * turns; ++table) {
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            ends[kind + 1] += counts[table * kinds + kind];
        }
    }
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    pool.ranges(kinds, kinds / 64, [&](std::size_t begin, std::size_t end) {
        for (std::size_t kind = begin; kind < end; ++kind) {
            std::fill(target + ends[kind], target + ends[kind + 1],
                      static_cast<T>(static_cast<int>(kind) + lowest));
        }
    });
}

template <class T>
void parallel_vqsort(T* values, std::size_t count, Pool& pool) {
    const std::size_t runs =
        std::min<std::size_t>(pool.threads(), std::max<std::size_t>(1, count / block));
    if (runs == 1) {
        vqsort(values, count);
        return;
    }
    std::vector<std::size_t> bounds;
    for (std::size_t run = 0; run <= runs; ++run) {
        bounds.push_back(count * run / runs);
    }
    bool odd = false;  // rounds of merging: each goes to the other buffer, the last to `values`
    for (std::size_t left = runs; left > 1; left = (left + 1) / 2) {
        odd = !odd;
    }
    const Scratch<T> scratch = make_scratch<T>(count);
    T* from = odd ? scratch.get() : values;
    T* to = odd ? values : scratch.get();
    pool.blocks(runs, [&](std::size_t run) {
        const std::size_t begin = bounds[run], size = bounds[run + 1] - begin;
        if (from != values) {
            std::memcpy(from + begin, values + begin, size * sizeof(T));
        }
        vqsort(from + begin, size);
    });
    while (bounds.size() > 2) {
        merge_round(from, to, bounds, pool);
        std::swap(from, to);
    }
}

template <class T>
void sort_floats(T* values, std::size_t count, std::size_t negative_zeros, Pool& pool) {
    parallel_vqsort(values, count, pool);
    if (negative_zeros > 0) {
        const auto zeros = std::equal_range(values, values + count, T{0});
        std::fill(zeros.first, zeros.first + negative_zeros, -T{0});
        std::fill(zeros.first + negative_zeros, zeros.second, T{0});
    }
}

}  // namespace

template <class T>
std::size_t sort_row(const T* source, T* target, std::size_t count, Pool& pool) {
    // Below this, clearing and reading the counts costs more than comparing.
    constexpr std::size_t worth_counting = sizeof(T) == 1 ? 256 : 4096;
    if constexpr (sizeof(T) <= 2) {
        if (count >= worth_counting) {
            counting_sort(source, target, count, pool);
        } else {
            std::copy(source, source + (source == target ? 0 : count), target);
            std::sort(target, target + count);
        }
        return count;
    } else if constexpr (std::is_integral_v<T>) {
        if (source != target) {
            pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
                std::memcpy(target + begin, source + begin, (end - begin) * sizeof(T));
            });
        }
        parallel_vqsort(target, count, pool);
        return count;
    } else {
        std::vector<Special> found((count + block - 1) / block);
        pool.ranges(count, block, [&](std::size_t begin, std::size_t end) {
            found[begin / block] = count_special(source + begin, end - begin);
            if (source != target) {
                std::memcpy(target + begin, source + begin, (end - begin) * sizeof(T));
            }
        });
        Special all;
        for (const Special& special : found) {
            all.nans += special.nans;
            all.negative_zeros += special.negative_zeros;
        }
        if (all.nans > 0) {
            std::stable_partition(target, target + count, [](T value) { return value == value; });
        }
        sort_floats(target, count - all.nans, all.negative_zeros, pool);
        return count - all.nans;
    }
}

template std::size_t sort_row(const std::int8_t*, std::int8_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::int16_t*, std::int16_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::int32_t*, std::int32_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::int64_t*, std::int64_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::uint8_t*, std::uint8_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::uint16_t*, std::uint16_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::uint32_t*, std::uint32_t*, std::size_t, Pool&);
template std::size_t sort_row(const std::uint64_t*, std::uint64_t*, std::size_t, Pool&);
template std::size_t sort_row(const float*, float*, std::size_t, Pool&);
template std::size_t sort_row(const double*, double*, std::size_t, Pool&);

}  // namespace hpds
