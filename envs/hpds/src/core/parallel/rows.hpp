// A strided array seen as rows: the lines of elements along one contiguous axis.
#pragma once

#include <cstddef>

#include "parallel/dtype.hpp"

namespace hpds {

inline constexpr int max_axes = 64;  // NumPy's own limit

struct Rows {
    DType dtype;
    char* data;
    std::size_t length;  // elements of a row, which lie next to each other
    int axes;            // the other axes, in C order
    std::size_t shape[max_axes];
    std::ptrdiff_t strides[max_axes];  // in bytes

    std::size_t count() const {
        std::size_t product = 1;
        for (int axis = 0; axis < axes; ++axis) {
            product *= shape[axis];
        }
        return product;
    }

    // Rows are numbered in C order, so that row i of the input and of the output belong together.
    template <class T>
    T* row(std::size_t index) const {
        char* start = data;
        for (int axis = axes - 1; axis >= 0; --axis) {
            start += static_cast<std::ptrdiff_t>(index % shape[axis]) * strides[axis];
            index /= shape[axis];
        }
        return reinterpret_cast<T*>(start);
    }
};

}  // namespace hpds
