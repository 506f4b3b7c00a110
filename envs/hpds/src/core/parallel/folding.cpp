// reduce and inclusive_scan.
//
// Rows are cut into blocks of a fixed size, each folded on its own, and the blocks' results are
// folded in order. So rounding does not depend on how many threads there are.
#include <limits>
#include <vector>

#include "parallel/algorithms.hpp"
#include "parallel/keys.hpp"
#include "parallel/pool.hpp"

namespace hpds {
namespace {

constexpr std::size_t block = std::size_t{1} << 14;

// The type that folding is done in. float is summed in double, for precision; integers in the
// unsigned type, where overflow wraps as in NumPy and is defined.
template <class T>
using Wide =
    std::conditional_t<std::is_floating_point_v<T>, double,
                       std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;

template <Operation operation, class W>
struct Fold {
    static constexpr bool orders = operation == Operation::min || operation == Operation::max;

    static constexpr W identity() {
        using Limits = std::numeric_limits<W>;
        switch (operation) {
            case Operation::sum:
                return W{0};
            case Operation::prod:
                return W{1};
            case Operation::min:
                return Limits::has_infinity ? Limits::infinity() : Limits::max();
            case Operation::max:
                return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
        }
    }

    static W combine(W left, W right) {
        if constexpr (operation == Operation::min) {
            return right < left || right != right ? right : left;  // NaN wins, as in NumPy
        } else if constexpr (operation == Operation::max) {
            return right > left || right != right ? right : left;
        } else if constexpr (std::is_integral_v<W>) {
            const auto a = static_cast<std::uint64_t>(left), b = static_cast<std::uint64_t>(right);
            return static_cast<W>(operation == Operation::sum ? a + b : a * b);
        } else {
            return operation == Operation::sum ? left + right : left * right;
        }
    }

    template <class T>
    static W values(const T* first, std::size_t count) {
        if constexpr (orders && std::is_floating_point_v<T>) {
            // Apart from the loop below, because both vectorise alone but not together.
            if (any_nan(first, count)) {
                return std::numeric_limits<W>::quiet_NaN();
            }
            return lanes_folded(first, count, [](W left, W right) {
                return (operation == Operation::min ? right < left : right > left) ? right : left;
            });
        } else {
            return lanes_folded(first, count, combine);
        }
    }

    template <class T>
    static bool any_nan(const T* first, std::size_t count) {
        Key<T> nans = 0;
        for (std::size_t i = 0; i < count; ++i) {
            nans |= first[i] != first[i] ? 1 : 0;
        }
        return nans != 0;
    }

    // Sixteen running results instead of one: no addition waits for the one before.
    template <class T, class Combine>
    static W lanes_folded(const T* first, std::size_t count, Combine together) {
        constexpr std::size_t lanes = 16;
        W lane[lanes];
        std::fill(lane, lane + lanes, identity());
        std::size_t i = 0;
        for (; i + lanes <= count; i += lanes) {
            for (std::size_t l = 0; l < lanes; ++l) {
                lane[l] = together(lane[l], static_cast<W>(first[i + l]));
            }
        }
        for (; i < count; ++i) {
            lane[i % lanes] = together(lane[i % lanes], static_cast<W>(first[i]));
        }
        for (std::size_t half = lanes / 2; half > 0; half /= 2) {
            for (std::size_t l = 0; l < half; ++l) {
                lane[l] = together(lane[l], lane[l + half]);
            }
        }
        return lane[0];
    }
};

// Calls function(Fold) with the fold for the operation, over values of type T.
template <class T, class Function>
void with_fold(Operation operation, Function function) {
    switch (operation) {
        case Operation::sum:
            return function(Fold<Operation::sum, Wide<T>>{});
        case Operation::prod:
            return function(Fold<Operation::prod, Wide<T>>{});
        // Comparing needs no wider type, and narrow ones fill vectors better.
        case Operation::min:
            return function(Fold<Operation::min, T>{});
        case Operation::max:
            return function(Fold<Operation::max, T>{});
    }
}

template <class T, class F>
using Result = std::conditional_t<F::orders || std::is_floating_point_v<T>, T, Wide<T>>;

// Which of two NaNs an addition passes on depends on how the compiler ordered the operands; and so
// would, without this, the result on the code that a thread count takes.
template <class W>
W one_nan(W value) {
    return value == value ? value : std::numeric_limits<W>::quiet_NaN();
}

template <class T, class F>
void reduce_row(F, const T* values, std::size_t count, void* target, Pool& pool) {
    using W = decltype(F::identity());
    std::vector<W> partial((count + block - 1) / block);
    pool.ranges(count, block, [&](std::size_t begin, std::size_t end) {
        partial[begin / block] = F::values(values + begin, end - begin);
    });
    *static_cast<Result<T, F>*>(target) =
        static_cast<Result<T, F>>(one_nan(F::values(partial.data(), partial.size())));
}

template <class T, class F>
void fill_with_identity(F, const Rows& target, const Caller& caller) {
    Pool pool(caller);
    pool.ranges(target.count(), block, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            *target.row<Result<T, F>>(row) = static_cast<Result<T, F>>(F::identity());
        }
    });
}

template <class T, class F>
void scan_row(F, const T* values, std::size_t count, void* target, Pool& pool) {
    using W = decltype(F::identity());
    auto* out = static_cast<Result<T, F>*>(target);
    const auto folded = [=](std::size_t begin, std::size_t end) {
        W running = F::identity();
        for (std::size_t i = begin; i < end; ++i) {
            running = F::combine(running, static_cast<W>(values[i]));
        }
        return running;
    };
    const auto written = [=](std::size_t begin, std::size_t end, W before) {
        W running = F::identity();
        for (std::size_t i = begin; i < end; ++i) {
            running = F::combine(running, static_cast<W>(values[i]));
            out[i] = static_cast<Result<T, F>>(one_nan(F::combine(before, running)));
        }
        return F::combine(before, running);
    };
    if (pool.threads() == 1) {  // one pass, with the roundings of the two below
        W before = F::identity();
        pool.ranges(count, block, [&](std::size_t begin, std::size_t end) {
            before = written(begin, end, before);
        });
        return;
    }
    std::vector<W> before((count + block - 1) / block + 1, F::identity());
    pool.ranges(count, block, [&](std::size_t begin, std::size_t end) {
        before[begin / block + 1] = folded(begin, end);
    });
    for (std::size_t i = 1; i < before.size(); ++i) {
        before[i] = F::combine(before[i - 1], before[i]);
    }
    pool.ranges(count, block, [&](std::size_t begin, std::size_t end) {
        written(begin, end, before[begin / block]);
    });
}

}  // namespace

void reduce(Operation operation, const Rows& source, const Rows& target, const Caller& caller) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        with_fold<T>(operation, [&](auto fold) {
            if (source.length == 0) {
                fill_with_identity<T>(fold, target, caller);
            }
            for_each_row(source.count(), source.length, caller, [&](std::size_t row, Pool& pool) {
                reduce_row<T>(fold, source.row<T>(row), source.length, target.row<char>(row), pool);
            });
        });
    });
}

void inclusive_scan(Operation operation, const Rows& source, const Rows& target,
                    const Caller& caller) {
    dispatch(source.dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        with_fold<T>(operation, [&](auto fold) {
            for_each_row(source.count(), source.length, caller, [&](std::size_t row, Pool& pool) {
                scan_row<T>(fold, source.row<T>(row), source.length, target.row<char>(row), pool);
            });
        });
    });
}

}  // namespace hpds
