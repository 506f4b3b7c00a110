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

// Counts how often each kind of value occurs in [begin, end). Counting one value twice in a row
// waits for memory; few kinds have many such neighbours, and several tables in turn keep them
// apart.
template <std::size_t turns, std::size_t kinds, class T>
void count_kinds(const T* begin, const T* end, std::uint32_t* tables) {
    using Index = std::make_unsigned_t<T>;
    constexpr int lowest = std::numeric_limits<T>::min();
    const auto add = [=](T value, std::size_t turn) {
        ++tables[turn * kinds + static_cast<Index>(value - lowest)];
    };
    const T* const whole = begin + (end - begin) / turns * turns;
    for (; begin != whole; begin += turns) {
        for (std::size_t turn = 0; turn < turns; ++turn) {
            add(begin[turn], turn);
        }
    }
    for (; begin != end; ++begin) {
        add(*begin, 0);
    }
}

template <class T>
T value_of_kind(std::size_t kind) {
    return static_cast<T>(static_cast<int>(kind) + std::numeric_limits<T>::min());
}

// Writes each of the kinds to its places, which begin and end at `ends`.
template <class T>
void fill_kinds(T* target, const std::size_t* ends, std::size_t begin, std::size_t end) {
    for (std::size_t kind = begin; kind < end; ++kind) {
        std::fill(target + ends[kind], target + ends[kind + 1], value_of_kind<T>(kind));
    }
}

// Values of one and two bytes are counted, not compared.
template <class T>
void counting_sort(const T* source, T* target, std::size_t count, Pool& pool) {
    constexpr std::size_t kinds = std::size_t{1} << (8 * sizeof(T));
    constexpr std::size_t turns = sizeof(T) == 1 ? 4 : 1;
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    const std::size_t parts = std::clamp<std::size_t>(
        std::min<std::size_t>(pool.threads(), count / (4 * kinds)), count / most + 1, count);
    std::vector<std::uint32_t> counts(parts * turns * kinds);
    pool.blocks(parts, [&](std::size_t part) {
        std::uint32_t* const tables = counts.data() + part * turns * kinds;
        pool.steps(count * part / parts, count * (part + 1) / parts,
                   [=](std::size_t begin, std::size_t end) {
                       count_kinds<turns, kinds>(source + begin, source + end, tables);
                   });
    });
    std::vector<std::size_t> ends(kinds + 1);
    for (std::size_t table = 0; table < parts * turns; ++table) {
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            ends[kind + 1] += counts[table * kinds + kind];
        }
    }
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    pool.ranges(kinds, kinds / 64, [&](std::size_t begin, std::size_t end) {
        // Steps of a few values each would cost as much as the values.
        if (ends[end] - ends[begin] <= long_row) {
            fill_kinds(target, ends.data(), begin, end);
            return;
        }
        for (std::size_t kind = begin; kind < end; ++kind) {
            pool.steps(ends[kind], ends[kind + 1], [=](std::size_t first, std::size_t last) {
                std::fill(target + first, target + last, value_of_kind<T>(kind));
            });
        }
    });
}

template <class T>
T median_of_sample(const T* values, std::size_t count) {
    constexpr std::size_t size = 255;
    T sample[size];
    for (std::size_t i = 0; i < size; ++i) {
        sample[i] = values[count / size * i];
    }
    std::nth_element(sample, sample + size / 2, sample + size);
    return sample[size / 2];
}

// The value after `value`; `value` itself if it is the last one.
template <class T>
T after(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::nextafter(value, std::numeric_limits<T>::infinity());
    } else {
        return value == std::numeric_limits<T>::max() ? value : static_cast<T>(value + 1);
    }
}

// How many values are below the bound, all of which come first then.
template <class T>
std::size_t parted(T* values, std::size_t count, T bound, Pool& pool) {
    Parting<T> parting(values, count);
    while (part_some(parting, bound)) {
        pool.poll();
    }
    return parting.finish(bound);
}

// Nothing interrupts vqsort, so a long run is parted first, as vqsort does it. `depth` bounds what
// an unlucky choice of samples can cost.
template <class T>
void sort_run(T* values, std::size_t count, Pool& pool, int depth = 64) {
    constexpr std::size_t longest = std::size_t{1} << 22;
    while (count > longest && depth-- > 0) {
        const T pivot = median_of_sample(values, count);
        std::size_t below = parted(values, count, pivot, pool);
        if (below == 0) {  // the pivot is the least value: its equals come first
            if (after(pivot) == pivot) {
                return;  // and the greatest: all are equal
            }
            below = parted(values, count, after(pivot), pool);
        } else {
            sort_run(values, below, pool, depth);
        }
        values += below;
        count -= below;
    }
    pool.poll();
    vqsort(values, count);
}

template <class T>
void parallel_vqsort(T* values, std::size_t count, Pool& pool) {
    const std::size_t runs =
        std::min<std::size_t>(pool.threads(), std::max<std::size_t>(1, count / block));
    merge_sort(values, count, runs, pool,
               [&](T* first, std::size_t size) { sort_run(first, size, pool); });
}

// Moves the NaNs to the end; the order of both kinds stays.
template <class T>
void nans_last(T* values, std::size_t count, std::size_t nans, Pool& pool) {
    const Scratch<T> kept = make_scratch<T>(nans);
    T *numbers_end = values, *kept_end = kept.get();
    pool.steps(0, count, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const T value = values[i];
            if (value == value) {
                *numbers_end++ = value;
            } else {
                *kept_end++ = value;
            }
        }
    });
    std::memcpy(numbers_end, kept.get(), nans * sizeof(T));
}

template <class T>
void sort_floats(T* values, std::size_t count, std::size_t negative_zeros, Pool& pool) {
    parallel_vqsort(values, count, pool);
    if (negative_zeros > 0) {
        const auto zeros = std::equal_range(values, values + count, T{0});
        T* const first = zeros.first;
        pool.ranges(zeros.second - first, block, [=](std::size_t begin, std::size_t end) {
            const std::size_t middle = std::clamp(negative_zeros, begin, end);
            std::fill(first + begin, first + middle, -T{0});
            std::fill(first + middle, first + end, T{0});
        });
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
            nans_last(target, count, all.nans, pool);
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
