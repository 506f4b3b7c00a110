// nth_element and top_k.
#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "parallel/algorithms.hpp"
#include "parallel/keys.hpp"
#include "parallel/pool.hpp"
#include "parallel/scratch.hpp"
#include "parallel/sort_placed.hpp"

namespace hpds {
namespace {

// Keys stand for the values: two widths to compile instead of ten types, and no NaN among them.
template <class T>
using WideKey = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T>
T nth_of_short_row(const T* values, std::size_t count, std::size_t place) {
    const Scratch<WideKey<T>> keys = make_scratch<WideKey<T>>(count);
    WideKey<T>* const first = keys.get();
    std::transform(values, values + count, first, key_of<T>);
    std::nth_element(first, first + place, first + count);
    return value_of<T>(static_cast<Key<T>>(first[place]));
}

// The bits in which some of the keys differ.
template <class K, class KeyAt>
K differing_bits(std::size_t count, KeyAt key_at, Pool& pool) {
    std::vector<K> bits((count + long_row - 1) / long_row);
    const K first = key_at(0);
    pool.ranges(count, long_row, [&](std::size_t begin, std::size_t end) {
        K found = 0;
        for (std::size_t i = begin; i < end; ++i) {
            found |= key_at(i) ^ first;
        }
        bits[begin / long_row] = found;
    });
    return std::accumulate(bits.begin(), bits.end(), K{0}, std::bit_or<K>());
}

// Keys, and the place of the wanted one among them.
template <class K>
struct Candidates {
    Scratch<K> keys;
    std::size_t count, place;
    bool equal = false;  // all of them
};

// Narrows candidates by the first digits in which they differ: counts how often each occurs, and
// keeps the keys with those of the one at `place`. `key_at` gives the key of a number below
// candidates.count.
template <class K, class KeyAt>
void narrow(Candidates<K>& candidates, KeyAt key_at, Pool& pool) {
    const std::size_t count = candidates.count;
    const K bits = differing_bits<K>(count, key_at, pool);
    if (bits == 0) {
        Scratch<K> one = make_scratch<K>(1);
        one[0] = key_at(0);
        candidates = {std::move(one), 1, 0, true};
        return;
    }
    int shift = 0;
    while (bits >> shift >= 1 << 11) {
        ++shift;
    }
    constexpr std::size_t kinds = std::size_t{1} << 11;
    const auto digit_of = [=](K key) { return (key >> shift) & (kinds - 1); };
    const std::size_t parts =
        std::max<std::size_t>(1, std::min<std::size_t>(pool.threads(), count / long_row));
    std::vector<std::size_t> counts(parts * kinds);
    pool.blocks(parts, [&](std::size_t part) {
        std::size_t* const table = counts.data() + part * kinds;
        pool.steps(count * part / parts, count * (part + 1) / parts,
                   [=](std::size_t begin, std::size_t end) {
                       for (std::size_t i = begin; i < end; ++i) {
                           ++table[digit_of(key_at(i))];
                       }
                   });
    });
    const auto total = [&](std::size_t kind) {
        std::size_t sum = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            sum += counts[part * kinds + kind];
        }
        return sum;
    };
    std::size_t chosen = 0, place = candidates.place, left = total(0);
    while (place >= left) {
        place -= left;
        left = total(++chosen);
    }
    Scratch<K> kept = make_scratch<K>(left);
    std::vector<K*> starts{kept.get()};
    for (std::size_t part = 0; part < parts; ++part) {
        starts.push_back(starts.back() + counts[part * kinds + chosen]);
    }
    pool.blocks(parts, [&](std::size_t part) {
        K* out = starts[part];
        pool.steps(count * part / parts, count * (part + 1) / parts,
                   [&](std::size_t begin, std::size_t end) {
                       for (std::size_t i = begin; i < end; ++i) {
                           const K key = key_at(i);
                           if (digit_of(key) == chosen) {
                               *out++ = key;
                           }
                       }
                   });
    });
    candidates = {std::move(kept), left, place, shift == 0};
}

// Few rounds, whatever the values are: in each, the keys come to differ in eleven bits less.
template <class T>
T nth_of_long_row(const T* values, std::size_t count, std::size_t place, Pool& pool) {
    using K = WideKey<T>;
    Candidates<K> candidates{nullptr, count, place};
    narrow(candidates, [=](std::size_t i) { return static_cast<K>(key_of(values[i])); }, pool);
    while (!candidates.equal && candidates.count >= long_row) {
        const K* const keys = candidates.keys.get();
        narrow(candidates, [=](std::size_t i) { return keys[i]; }, pool);
    }
    K* const first = candidates.keys.get();
    if (!candidates.equal) {
        std::nth_element(first, first + candidates.place, first + candidates.count);
    }
    return value_of<T>(static_cast<Key<T>>(first[candidates.place]));
}

// The k smallest pairs of a range and of those in `best`, as a heap whose top is the largest.
template <class T>
void best_of_range(const T* values, std::size_t begin, std::size_t end, std::uint64_t flip,
                   std::size_t wanted, std::vector<Placed>& best) {
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
    const std::uint64_t flip = largest ? std::numeric_limits<Key<T>>::max() : Key<T>{0};
    const std::size_t parts =
        std::max<std::size_t>(1, std::min<std::size_t>(pool.threads(), count / long_row));
    std::vector<std::vector<Placed>> best(parts);
    pool.blocks(parts, [&](std::size_t part) {
        const std::size_t first = count * part / parts, last = count * (part + 1) / parts;
        best[part].reserve(std::min(wanted, last - first));
        pool.steps(first, last, [&](std::size_t begin, std::size_t end) {
            best_of_range(values, begin, end, flip, wanted, best[part]);
        });
    });
    std::vector<Placed> all;
    for (const auto& candidates : best) {
        all.insert(all.end(), candidates.begin(), candidates.end());
    }
    sort_placed(all.data(), all.size(), pool);
    for (std::size_t i = 0; i < wanted; ++i) {
        best_values[i] = values[all[i].place];
        indices[i] = static_cast<std::int64_t>(all[i].place);
    }
}

}  // namespace

void nth_element(const Rows& source, std::size_t place, const Rows& target, const Caller& caller) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        for_each_row(source.count(), source.length, caller, [&](std::size_t row, Pool& pool) {
            const T* const values = source.row<T>(row);
            *target.row<T>(row) = source.length < long_row
                                      ? nth_of_short_row(values, source.length, place)
                                      : nth_of_long_row(values, source.length, place, pool);
        });
    });
}

void top_k(const Rows& source, bool largest, const Rows& values, const Rows& indices,
           const Caller& caller) {
    if (values.length == 0) {
        return;
    }
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        for_each_row(source.count(), source.length, caller, [&](std::size_t row, Pool& pool) {
            top_of_row(source.row<T>(row), source.length, largest, values.length,
                       values.row<T>(row), indices.row<std::int64_t>(row), pool);
        });
    });
}

}  // namespace hpds
