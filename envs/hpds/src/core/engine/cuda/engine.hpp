// The CUDA engine of hpds.accelerate: each operation on memory of a device.
//
// Everything but `place` is as in engine/cpu.hpp and parallel/algorithms.hpp: arrays are dense, the
// caller has checked sizes, outputs overlap no input. The place's device is the current one. Work
// is put into the stream and not awaited. All may throw Error.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/cuda/device.hpp"
#include "parallel/algorithms.hpp"

namespace hpds::cuda {

// out = alpha * x + y, for f32 and f64. One rounding for each operation.
void saxpy(DType dtype, double alpha, const void* x, const void* y, void* out, std::size_t count,
           Place place);

// The same result in every run on one device.
void reduce(Operation operation, DType dtype, const void* x, std::size_t count, void* out,
            Place place);

// Blocks take what was there before them from whichever neighbour is ready, so that sums of floats
// may differ in their last bits from run to run.
void inclusive_scan(Operation operation, DType dtype, const void* x, std::size_t count, void* out,
                    Place place);

// NaNs come last without their sign, -0.0 before 0.0.
void sort(DType dtype, const void* x, void* out, std::size_t count, Place place);

// Stable.
void argsort(DType dtype, const void* x, std::int64_t* indices, std::size_t count, Place place);

// The first k of an argsort, which it is.
void top_k(DType dtype, const void* x, std::size_t count, bool largest, std::size_t k, void* values,
           std::int64_t* indices, Place place);

// Sets counts; the edges are memory of the device. A block must not see 2^32 elements or more.
void histogram(DType dtype, const void* x, std::size_t count, const double* edges, std::size_t bins,
               std::int64_t* counts, Place place);

// c[m][n] = a[m][k] * b[k][n], for f32 and f64, by cuBLAS.
void matmul(DType dtype, const void* a, const void* b, void* c, std::size_t m, std::size_t k,
            std::size_t n, Place place);

}  // namespace hpds::cuda
