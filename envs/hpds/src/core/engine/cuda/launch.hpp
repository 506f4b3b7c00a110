// The shape of a launch, and which elements a thread works on: plain arithmetic, tested without a
// GPU.
#pragma once

#include <cstddef>

#include "parallel/host_device.hpp"

namespace hpds::cuda {

// Of a block, in every kernel of ours: __launch_bounds__ says so to the compiler.
inline constexpr int threads = 256;

// A full device runs eight such blocks on a processor at once (2048 threads).
inline constexpr std::size_t resident_blocks = 8;

// As many blocks as run at once, no more than there is work for, and at least one: a launch of none
// is an error.
HPDS_HOST_DEVICE constexpr unsigned blocks(std::size_t count, int processors) {
    const std::size_t resident = static_cast<std::size_t>(processors) * resident_blocks;
    // Not (count + threads - 1), which may overflow.
    const std::size_t wanted = count / threads + (count % threads != 0 ? 1 : 0);
    const std::size_t most = wanted < resident ? wanted : resident;
    return most == 0 ? 1 : static_cast<unsigned>(most);
}

// Calls function(i) for the elements of one thread: neighbours read neighbours, and the whole grid
// steps on together.
template <class Function>
HPDS_HOST_DEVICE void for_each_of_thread(std::size_t block, std::size_t grid, std::size_t thread,
                                         std::size_t count, Function function) {
    const std::size_t step = grid * threads;
    for (std::size_t i = block * threads + thread; i < count; i += step) {
        function(i);
    }
}

#ifdef __CUDACC__
template <class Function>
__device__ void for_each(std::size_t count, Function function) {
    for_each_of_thread(blockIdx.x, gridDim.x, threadIdx.x, count, function);
}
#endif

// A block counts in memory of its own where its bins fit into what every device has without being
// asked.
inline constexpr std::size_t shared_bytes = 48 * 1024;
constexpr bool fits_shared(std::size_t bins) {
    return bins <= shared_bytes / sizeof(unsigned);
}

}  // namespace hpds::cuda
