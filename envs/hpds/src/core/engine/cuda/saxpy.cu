#include "engine/cuda/engine.hpp"
#include "engine/cuda/floats.hpp"
#include "engine/cuda/launch.hpp"

namespace hpds::cuda {
namespace {

template <class T>
__global__ void __launch_bounds__(threads)
    saxpy_kernel(T alpha, const T* __restrict__ x, const T* __restrict__ y, T* __restrict__ out,
                 std::size_t count) {
    for_each(count, [=](std::size_t i) { out[i] = alpha * x[i] + y[i]; });
}

}  // namespace

void saxpy(DType dtype, double alpha, const void* x, const void* y, void* out, std::size_t count,
           Place place) {
    dispatch_floats("saxpy", dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        saxpy_kernel<<<blocks_for(count), threads, 0, place.stream>>>(
            static_cast<T>(alpha), static_cast<const T*>(x), static_cast<const T*>(y),
            static_cast<T*>(out), count);
        HPDS_CUDA_TRY(cudaGetLastError());
    });
}

}  // namespace hpds::cuda
