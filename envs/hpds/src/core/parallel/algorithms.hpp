// The algorithms of hpds.concurrent, on rows of any element type.
//
// Callers have checked that inputs and outputs have matching rows, that memory is aligned and that
// outputs are writable and overlap no input, except where "may be the same" is said. Every result
// is the same for every thread count. All may throw std::bad_alloc, and Interrupted.
#pragma once

#include <cstddef>
#include <cstdint>

#include "parallel/caller.hpp"
#include "parallel/rows.hpp"

namespace hpds {

enum class Operation { sum, prod, min, max };

// The type of a sum or product: 64-bit integers for integers, as in NumPy.
constexpr DType accumulator(DType dtype) {
    switch (dtype) {
        case DType::i8:
        case DType::i16:
        case DType::i32:
        case DType::i64:
            return DType::i64;
        case DType::u8:
        case DType::u16:
        case DType::u32:
        case DType::u64:
            return DType::u64;
        default:
            return dtype;
    }
}

// Sorts rows. `source` and `target` have one dtype and may be the same array.
void sort(const Rows& source, const Rows& target, const Caller& caller);

// The stable order of each row, as int64 indices.
void argsort(const Rows& source, const Rows& indices, const Caller& caller);

// One value for each row; rows of `target` have length 1. The dtype of `target` is the source's
// for min and max, its accumulator's for sum and prod; empty rows are for sum and prod alone.
void reduce(Operation operation, const Rows& source, const Rows& target, const Caller& caller);

// Running result along each row; dtypes as for reduce.
void inclusive_scan(Operation operation, const Rows& source, const Rows& target,
                    const Caller& caller);

// Writes the different values of one row to `target`, ascending; NaN counts as one value and
// -0.0 equals 0.0. Returns how many there are.
std::size_t unique(const Rows& source, const Rows& target, const Caller& caller);

// The value at `place` of each sorted row; rows of `target` have length 1.
void nth_element(const Rows& source, std::size_t place, const Rows& target, const Caller& caller);

// The largest (or smallest) values of each row and their int64 indices, best first, ties by index.
// Rows of both outputs have the length k, which is at most the source's. NaN counts as largest.
void top_k(const Rows& source, bool largest, const Rows& values, const Rows& indices,
           const Caller& caller);

}  // namespace hpds
