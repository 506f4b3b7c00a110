// The bin of a value, for every engine.
#pragma once

#include <cstddef>

#include "parallel/host_device.hpp"

namespace hpds {

// Bins [edges[i], edges[i + 1]), the last closed on both sides; the edges ascend evenly. A guess by
// multiplication, which rounding can put one bin off, is corrected by the edges.
struct Bins {
    const double* edges;
    std::size_t count;
    double scale;

    HPDS_HOST_DEVICE Bins(const double* first, std::size_t bins)
        : edges(first), count(bins), scale(static_cast<double>(bins) / (first[bins] - first[0])) {}

    // False for NaN.
    HPDS_HOST_DEVICE bool contains(double value) const {
        return value >= edges[0] && value <= edges[count];
    }

    // Of a value that is contained.
    HPDS_HOST_DEVICE std::size_t operator()(double value) const {
        auto bin = static_cast<std::size_t>((value - edges[0]) * scale);
        bin = bin < count ? bin : count - 1;
        if (bin > 0 && value < edges[bin]) {
            return bin - 1;
        }
        return bin + 1 < count && value >= edges[bin + 1] ? bin + 1 : bin;
    }
};

}  // namespace hpds
