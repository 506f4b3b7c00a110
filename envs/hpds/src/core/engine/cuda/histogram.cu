#include "engine/bins.hpp"
#include "engine/cuda/engine.hpp"
#include "engine/cuda/launch.hpp"

namespace hpds::cuda {
namespace {

// Each block counts in memory of its own, then adds to everybody's.
template <class T>
__global__ void __launch_bounds__(threads)
    shared_histogram_kernel(const T* __restrict__ x, std::size_t count,
                            const double* __restrict__ edges, std::size_t bins,
                            unsigned long long* __restrict__ counts) {
    extern __shared__ unsigned table[];
    for (std::size_t bin = threadIdx.x; bin < bins; bin += threads) {
        table[bin] = 0;
    }
    __syncthreads();
    const Bins bin_of(edges, bins);
    for_each(count, [=](std::size_t i) {
        const auto value = static_cast<double>(x[i]);
        if (bin_of.contains(value)) {
            atomicAdd(&table[bin_of(value)], 1U);
        }
    });
    __syncthreads();
    for (std::size_t bin = threadIdx.x; bin < bins; bin += threads) {
        if (table[bin] != 0) {
            atomicAdd(&counts[bin], static_cast<unsigned long long>(table[bin]));
        }
    }
}

// More bins than a block has memory for: two threads seldom want the same one.
template <class T>
__global__ void __launch_bounds__(threads)
    histogram_kernel(const T* __restrict__ x, std::size_t count, const double* __restrict__ edges,
                     std::size_t bins, unsigned long long* __restrict__ counts) {
    const Bins bin_of(edges, bins);
    for_each(count, [=](std::size_t i) {
        const auto value = static_cast<double>(x[i]);
        if (bin_of.contains(value)) {
            atomicAdd(&counts[bin_of(value)], 1ULL);
        }
    });
}

}  // namespace

void histogram(DType dtype, const void* x, std::size_t count, const double* edges, std::size_t bins,
               std::int64_t* counts, Place place) {
    HPDS_CUDA_TRY(cudaMemsetAsync(counts, 0, bins * sizeof *counts, place.stream));
    auto* const to = reinterpret_cast<unsigned long long*>(counts);
    dispatch(dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        const T* const from = static_cast<const T*>(x);
        if (fits_shared(bins)) {
            shared_histogram_kernel<<<blocks_for(count), threads, bins * sizeof(unsigned),
                                      place.stream>>>(from, count, edges, bins, to);
        } else {
            histogram_kernel<<<blocks_for(count), threads, 0, place.stream>>>(from, count, edges,
                                                                              bins, to);
        }
        HPDS_CUDA_TRY(cudaGetLastError());
    });
}

}  // namespace hpds::cuda
