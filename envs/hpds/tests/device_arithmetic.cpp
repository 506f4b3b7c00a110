// The arithmetic of device code, run by the processor: which elements a thread works on, bins, keys
// and conversions. Plain C++17: c++ -Isrc/core tests/device_arithmetic.cpp
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#include "engine/bins.hpp"
#include "engine/cuda/fold.hpp"
#include "engine/cuda/launch.hpp"
#include "engine/cuda/order.hpp"

namespace {

using namespace hpds;
using namespace hpds::cuda;

int failures = 0;

void expect(bool holds, const char* text, int line) {
    if (!holds) {
        std::fprintf(stderr, "tests/device_arithmetic.cpp:%d: does not hold: %s\n", line, text);
        ++failures;
    }
}

#define EXPECT(condition) expect((condition), #condition, __LINE__)

void test_every_element_belongs_to_one_thread() {
    for (const std::size_t count : {0, 1, 255, 256, 257, 1000, 4096, 100'003}) {
        const unsigned grid = blocks(count, 3);
        std::vector<int> seen(count);
        for (unsigned block = 0; block < grid; ++block) {
            for (int thread = 0; thread < threads; ++thread) {
                for_each_of_thread(block, grid, thread, count, [&](std::size_t i) { ++seen[i]; });
            }
        }
        EXPECT(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
    }
}

void test_a_grid_is_never_empty_nor_larger_than_the_device() {
    EXPECT(blocks(0, 108) == 1 && blocks(1, 108) == 1 && blocks(256, 108) == 1);
    EXPECT(blocks(257, 108) == 2);
    EXPECT(blocks(std::size_t{1} << 40, 108) == 864);
    EXPECT(blocks(std::numeric_limits<std::size_t>::max(), 1) == 8);
    EXPECT(threads % 32 == 0 && threads * resident_blocks == 2048);
}

void test_bins_that_fit_shared_memory() {
    EXPECT(fits_shared(1) && fits_shared(12288) && !fits_shared(12289));
    EXPECT(!fits_shared(std::numeric_limits<std::size_t>::max()));
}

void test_a_bin_is_the_one_between_its_edges() {
    for (const std::size_t count : {1, 3, 10, 1000}) {
        std::vector<double> edges;
        for (std::size_t i = 0; i <= count; ++i) {
            edges.push_back(-0.3 + 0.7 * static_cast<double>(i) / static_cast<double>(count));
        }
        const Bins bin_of(edges.data(), count);
        for (std::size_t i = 0; i < count; ++i) {
            const double before = std::nextafter(edges[i + 1], edges[i]);
            EXPECT(bin_of(edges[i]) == i && bin_of(before) == i);
        }
        EXPECT(bin_of(edges[count]) == count - 1 && bin_of.contains(edges[count]));
        EXPECT(!bin_of.contains(std::nextafter(edges[count], 9)));
        EXPECT(!bin_of.contains(std::numeric_limits<double>::quiet_NaN()));
    }
}

template <class T>
std::vector<T> ascending() {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::is_floating_point_v<T>) {
        std::vector<T> values{-Limits::infinity(),
                              Limits::lowest(),
                              T{-1},
                              -Limits::denorm_min(),
                              -T{0},
                              T{0},
                              Limits::denorm_min(),
                              Limits::min(),
                              T{1},
                              Limits::max(),
                              Limits::infinity()};
        return values;
    } else {
        std::vector<T> values{Limits::lowest()};
        if (Limits::is_signed) {
            values.push_back(static_cast<T>(-1));
        }
        values.insert(values.end(), {T{0}, T{1}, static_cast<T>(Limits::max() - 1), Limits::max()});
        return values;
    }
}

template <class T>
bool same_bits(T left, T right) {
    return std::memcmp(&left, &right, sizeof left) == 0;
}

template <class T>
void test_keys_order_as_values_and_turn_back() {
    const std::vector<T> values = ascending<T>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT(same_bits(sorted_value<T>(sort_key(values[i])), values[i]));
        EXPECT(i == 0 || sort_key(values[i - 1]) < sort_key(values[i]) ||
               same_bits(values[i - 1], values[i]));
        // The bits above key_bits are not looked at.
        EXPECT(sort_key(values[i]) <= std::numeric_limits<Key<T>>::max());
    }
    if constexpr (std::is_floating_point_v<T>) {
        const T nan = std::numeric_limits<T>::quiet_NaN();
        for (const T one : {nan, -nan}) {
            EXPECT(sort_key(one) > sort_key(std::numeric_limits<T>::infinity()));
            EXPECT(std::isnan(sorted_value<T>(sort_key(one))));
        }
    }
}

template <class W, class T>
void test_conversion(DType dtype) {
    const std::vector<T> values = ascending<T>();
    std::vector<T> written(values.size());
    const Load<W> load{values.data(), dtype};
    const Store<W> store{written.data(), dtype};
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT(load(i) == static_cast<W>(values[i]));
        store(i, load(i));
        EXPECT(same_bits(written[i], values[i]));
    }
}

void test_folds() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double other : {1.0, -std::numeric_limits<double>::infinity()}) {
        EXPECT(std::isnan(Least{}(nan, other)) && std::isnan(Least{}(other, nan)));
        EXPECT(std::isnan(Greatest{}(nan, other)) && std::isnan(Greatest{}(other, nan)));
    }
    EXPECT(Least{}(std::int64_t{-1}, std::int64_t{2}) == -1);
    EXPECT(Greatest{}(std::uint64_t{1}, ~std::uint64_t{0}) == ~std::uint64_t{0});
    EXPECT(Sum{}(~std::uint64_t{0}, std::uint64_t{2}) == 1);
    EXPECT(Least::identity<double>() == std::numeric_limits<double>::infinity());
    EXPECT(Greatest::identity<std::int64_t>() == std::numeric_limits<std::int64_t>::min());
    EXPECT(Sum::identity<double>() == 0 && Product::identity<std::uint64_t>() == 1);
}

// Which types an operation is made in, by the DType that its results are stored as.
void test_operations_choose_types() {
    const auto chosen = [](Operation operation, DType dtype) {
        std::pair<std::size_t, DType> found;
        with_fold(operation, dtype, nullptr, nullptr, [&](auto, auto load, auto store) {
            using W = decltype(load(0));
            found = {std::is_floating_point_v<W> ? 0 : std::is_signed_v<W> ? 1 : 2, store.dtype};
        });
        return found;
    };
    EXPECT(chosen(Operation::sum, DType::f32) == std::pair(std::size_t{0}, DType::f32));
    EXPECT(chosen(Operation::sum, DType::i8) == std::pair(std::size_t{2}, DType::i64));
    EXPECT(chosen(Operation::prod, DType::u16) == std::pair(std::size_t{2}, DType::u64));
    EXPECT(chosen(Operation::min, DType::i8) == std::pair(std::size_t{1}, DType::i8));
    EXPECT(chosen(Operation::max, DType::u64) == std::pair(std::size_t{2}, DType::u64));
    EXPECT(chosen(Operation::max, DType::f64) == std::pair(std::size_t{0}, DType::f64));
}

}  // namespace

int main() {
    test_every_element_belongs_to_one_thread();
    test_a_grid_is_never_empty_nor_larger_than_the_device();
    test_bins_that_fit_shared_memory();
    test_a_bin_is_the_one_between_its_edges();
    for (int dtype = 0; dtype < 10; ++dtype) {
        dispatch(static_cast<DType>(dtype), [&](auto type) {
            using T = typename decltype(type)::type;
            test_keys_order_as_values_and_turn_back<T>();
            if constexpr (std::is_floating_point_v<T>) {
                test_conversion<double, T>(static_cast<DType>(dtype));
            } else {
                test_conversion<std::uint64_t, T>(static_cast<DType>(dtype));
                if constexpr (std::is_signed_v<T>) {
                    test_conversion<std::int64_t, T>(static_cast<DType>(dtype));
                }
            }
        });
    }
    test_folds();
    test_operations_choose_types();
    return failures == 0 ? 0 : 1;
}
