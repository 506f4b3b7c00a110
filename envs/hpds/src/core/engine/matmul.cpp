// Blocked matrix multiplication: panels of both factors are packed so that the innermost loop reads
// memory in order, and a tile of the product stays in registers meanwhile.
#include <algorithm>
#include <cstring>
#include <memory>

#include "engine/cpu.hpp"
#include "parallel/pool.hpp"

namespace hpds::cpu {
namespace {

// The tile is six rows by two vectors of 32 bytes: twelve sums, two vectors of b and one of a fill
// the sixteen registers of AVX2.
constexpr std::size_t vector_bytes = 32;
constexpr std::size_t tile_rows = 6;
template <class T>
constexpr std::size_t lanes = vector_bytes / sizeof(T);
template <class T>
constexpr std::size_t tile_columns = 2 * lanes<T>;

constexpr std::size_t depth = 256;  // of a panel: its tiles stay in the first-level cache
constexpr std::size_t block_rows = 16 * tile_rows;  // of a, packed: stay in the second-level cache

// Adds to a tile of c the product of packed slices of a and b. Inlined below once for each
// instruction set: the compiler lowers the vectors to what that one has.
template <class T>
__attribute__((always_inline)) inline void add_tile(const T* a, const T* b, std::size_t k,
                                                    T* tile) {
    typedef T Vector __attribute__((vector_size(vector_bytes)));
    Vector sums[tile_rows][2] = {};
    for (std::size_t p = 0; p < k; ++p, a += tile_rows, b += tile_columns<T>) {
        Vector left, right;
        std::memcpy(&left, b, sizeof left);
        std::memcpy(&right, b + lanes<T>, sizeof right);
        for (std::size_t row = 0; row < tile_rows; ++row) {
            sums[row][0] += a[row] * left;
            sums[row][1] += a[row] * right;
        }
    }
    std::memcpy(tile, sums, sizeof sums);
}

template <class T>
using Kernel = void (*)(const T* a, const T* b, std::size_t k, T* tile);

template <class T>
void baseline(const T* a, const T* b, std::size_t k, T* tile) {
    add_tile(a, b, k, tile);
}

#if defined(__x86_64__)
template <class T>
__attribute__((target("avx2,fma"))) void avx2(const T* a, const T* b, std::size_t k, T* tile) {
    add_tile(a, b, k, tile);
}
#endif

template <class T>
Kernel<T> best_kernel() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return avx2<T>;
    }
#endif
    return baseline<T>;
}

constexpr std::size_t rounded_up(std::size_t value, std::size_t unit) {
    return (value + unit - 1) / unit * unit;
}

// Packs up to tile_rows rows of a: for each column, the rows' elements, zeros where there is none.
template <class T>
void pack_a(const T* a, std::size_t stride, std::size_t rows, std::size_t k, T* packed) {
    for (std::size_t p = 0; p < k; ++p) {
        for (std::size_t row = 0; row < tile_rows; ++row) {
            *packed++ = row < rows ? a[row * stride + p] : T{0};
        }
    }
}

// Packs up to tile_columns columns of b, in the same way.
template <class T>
void pack_b(const T* b, std::size_t stride, std::size_t columns, std::size_t k, T* packed) {
    for (std::size_t p = 0; p < k; ++p, packed += tile_columns<T>) {
        std::copy(b + p * stride, b + p * stride + columns, packed);
        std::fill(packed + columns, packed + tile_columns<T>, T{0});
    }
}

}  // namespace

template <class T>
void matmul(const T* a, const T* b, T* c, std::size_t m, std::size_t k, std::size_t n,
            const Caller& caller) {
    Pool pool({m * k * n < std::size_t{1} << 18 ? 1 : caller.threads, caller.interrupted});
    pool.ranges(m * n, std::size_t{1} << 18,
                [=](std::size_t begin, std::size_t end) { std::fill(c + begin, c + end, T{0}); });
    if (m == 0 || n == 0 || k == 0) {
        return;
    }
    const Kernel<T> kernel = best_kernel<T>();
    const std::size_t panel = std::min(k, depth);
    const std::unique_ptr<T[]> packed_a(new T[rounded_up(m, tile_rows) * panel]);
    const std::unique_ptr<T[]> packed_b(new T[rounded_up(n, tile_columns<T>) * panel]);
    T *const as = packed_a.get(), *const bs = packed_b.get();
    for (std::size_t p = 0; p < k; p += depth) {
        const std::size_t deep = std::min(depth, k - p);
        pool.ranges(n, 16 * tile_columns<T>, [=](std::size_t begin, std::size_t end) {
            for (std::size_t column = begin; column < end; column += tile_columns<T>) {
                pack_b(b + p * n + column, n, std::min(tile_columns<T>, n - column), deep,
                       bs + column * deep);
            }
        });
        pool.ranges(m, block_rows, [=, &pool](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; row += tile_rows) {
                pack_a(a + row * k + p, k, std::min(tile_rows, m - row), deep, as + row * deep);
            }
            T tile[tile_rows][tile_columns<T>];
            for (std::size_t column = 0; column < n; column += tile_columns<T>) {
                pool.poll();
                const std::size_t columns = std::min(tile_columns<T>, n - column);
                for (std::size_t row = begin; row < end; row += tile_rows) {
                    kernel(as + row * deep, bs + column * deep, deep, tile[0]);
                    for (std::size_t r = 0; r < std::min(tile_rows, m - row); ++r) {
                        for (std::size_t j = 0; j < columns; ++j) {
                            c[(row + r) * n + column + j] += tile[r][j];
                        }
                    }
                }
            }
        });
    }
}

template void matmul<float>(const float*, const float*, float*, std::size_t, std::size_t,
                            std::size_t, const Caller&);
template void matmul<double>(const double*, const double*, double*, std::size_t, std::size_t,
                             std::size_t, const Caller&);

}  // namespace hpds::cpu
