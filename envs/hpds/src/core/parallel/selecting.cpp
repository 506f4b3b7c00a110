// nth_element and top_k.
#include <execution>
#include <vector>

#include "parallel/algorithms.hpp"
#include "parallel/keys.hpp"
#include "parallel/pool.hpp"
#include "parallel/scratch.hpp"

namespace hpds {
namespace {

// Keys stand for the values: two widths to compile instead of ten types, and no NaN among them.
template <class T>
T nth_of_row(const T* values, std::size_t count, std::size_t place, Pool& pool) {
    using K = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    const Scratch<K> keys = make_scratch<K>(count);
    K* const first = keys.get();
    pool.ranges(count, long_row, [=](std::size_t begin, std::size_t end) {
        std::transform(values + begin, values + end, first + begin, key_of<T>);
    });
    if (pool.threads() == 1) {
        std::nth_element(first, first + place, first + count);
    } else {
        pool.run(
            [=] { std::nth_element(std::execution::par, first, first + place, first + count); });
    }
    return value_of<T>(static_cast<Key<T>>(first[place]));
}

// The k smallest pairs of a range, as a heap whose top is the largest of them.
template <class T>
void best_of_range(const T* values, std::size_t begin, std::size_t end, std::uint64_t flip,
                   std::size_t wanted, std::vector<Placed>& best) {
    best.reserve(std::min(wanted, end - begin));
    for (std::size_t i = begin; i < end; ++i) {
        const Placed pair{key_of(values[i]) ^ flip, i};
        if (best.size() < wanted) {
            best.push_back(pair);
            std::push_heap(best.begin(), best.end());
        } else if (pair < best.front()) {
            std::pop_heap(best.begin(), best.end());
            best.back() = pair;
            std::push_heap(best.begin(), best.end());
        }
    }
}

template <class T>
void top_of_row(const T* values, std::size_t count, bool largest, std::size_t wanted,
                T* best_values, std::int64_t* indices, Pool& pool) {
    if (wanted == 0) {
        return;
    }
    const std::uint64_t flip = largest ? std::numeric_limits<Key<T>>::max() : Key<T>{0};
    const std::size_t parts =
        std::max<std::size_t>(1, std::min<std::size_t>(pool.threads(), count / long_row));
    std::vector<std::vector<Placed>> best(parts);
    pool.blocks(parts, [&](std::size_t part) {
        best_of_range(values, count * part / parts, count * (part + 1) / parts, flip, wanted,
                      best[part]);
    });
    std::vector<Placed> all;
    for (const auto& candidates : best) {
        all.insert(all.end(), candidates.begin(), candidates.end());
    }
    std::partial_sort(all.begin(), all.begin() + wanted, all.end());
    for (std::size_t i = 0; i < wanted; ++i) {
        best_values[i] = values[all[i].place];
        indices[i] = static_cast<std::int64_t>(all[i].place);
    }
}

}  // namespace

void nth_element(const Rows& source, std::size_t place, const Rows& target, int threads) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        for_each_row(source.count(), source.length, threads, [&](std::size_t row, Pool& pool) {
            *target.row<T>(row) = nth_of_row(source.row<T>(row), source.length, place, pool);
        });
    });
}

void top_k(const Rows& source, bool largest, const Rows& values, const Rows& indices, int threads) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        for_each_row(source.count(), source.length, threads, [&](std::size_t row, Pool& pool) {
            top_of_row(source.row<T>(row), source.length, largest, values.length,
                       values.row<T>(row), indices.row<std::int64_t>(row), pool);
        });
    });
}

}  // namespace hpds
