// sort, argsort and unique.
#include "parallel/algorithms.hpp"
#include "parallel/keys.hpp"
#include "parallel/pool.hpp"
#include "parallel/scratch.hpp"
#include "parallel/sort_placed.hpp"
#include "parallel/sort_row.hpp"

namespace hpds {
namespace {

constexpr std::size_t block = std::size_t{1} << 15;

// Keys of up to 32 bits share a word with their place, so sorting the words is a stable sort.
template <class T>
void argsort_words(const T* values, std::int64_t* indices, std::size_t count, Pool& pool) {
    auto* words = reinterpret_cast<std::uint64_t*>(indices);
    pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            words[i] = std::uint64_t{key_of(values[i])} << 32 | i;
        }
    });
    sort_row(words, words, count, pool);
    pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            words[i] &= 0xFFFFFFFFu;
        }
    });
}

template <class T>
void argsort_pairs(const T* values, std::int64_t* indices, std::size_t count, Pool& pool) {
    const Scratch<Placed> pairs = make_scratch<Placed>(count);
    Placed* const first = pairs.get();
    pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            first[i] = {key_of(values[i]), i};
        }
    });
    sort_placed(first, count, pool);
    pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            indices[i] = static_cast<std::int64_t>(first[i].place);
        }
    });
}

}  // namespace

void sort(const Rows& source, const Rows& target, const Caller& caller) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        for_each_row(source.count(), source.length, caller, [&](std::size_t row, Pool& pool) {
            sort_row(source.row<T>(row), target.row<T>(row), source.length, pool);
        });
    });
}

void argsort(const Rows& source, const Rows& indices, const Caller& caller) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        const std::size_t length = source.length;
        for_each_row(source.count(), length, caller, [&](std::size_t row, Pool& pool) {
            const T* values = source.row<T>(row);
            auto* out = indices.row<std::int64_t>(row);
            if (sizeof(T) <= 4 && length <= std::size_t{1} << 32) {
                argsort_words(values, out, length, pool);
            } else {
                argsort_pairs(values, out, length, pool);
            }
        });
    });
}

std::size_t unique(const Rows& source, const Rows& target, const Caller& caller) {
    return dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        Pool pool({source.length < long_row / 4 ? 1 : caller.threads, caller.interrupted});
        T* const out = target.row<T>(0);
        const std::size_t numbers = sort_row(source.row<T>(0), out, source.length, pool);
        std::size_t kept = std::min<std::size_t>(numbers, 1);
        pool.steps(kept, numbers, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                if (out[i] != out[kept - 1]) {
                    out[kept++] = out[i];
                }
            }
        });
        if (numbers < source.length) {
            out[kept++] = out[numbers];  // the first NaN stands for all
        }
        return kept;
    });
}

}  // namespace hpds
