// The CPU engine of hpds.accelerate: each operation that a device offers, here on the host's cores.
//
// Arrays are dense and in C order; the caller has checked sizes and that outputs overlap no input.
// Results are the same for every thread count. All may throw std::bad_alloc, and Interrupted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parallel/algorithms.hpp"

namespace hpds::cpu {

// The processors this process may run on.
int cores();

// Instruction sets that code here may choose at run time, as the compiler names them.
std::vector<std::string> features();

// out = alpha * x + y; `out` may be x or y. One rounding for each operation.
template <class T>
void saxpy(T alpha, const T* x, const T* y, T* out, std::size_t count, const Caller& caller);

// Adds to counts[i] how many of x lie in [edges[i], edges[i + 1]), the last bin closed on both
// sides; the bins + 1 edges ascend evenly. Values outside and NaN are not counted.
void histogram(DType dtype, const void* x, std::size_t count, const double* edges, std::size_t bins,
               std::int64_t* counts, const Caller& caller);

// c[m][n] = a[m][k] * b[k][n]
template <class T>
void matmul(const T* a, const T* b, T* c, std::size_t m, std::size_t k, std::size_t n,
            const Caller& caller);

}  // namespace hpds::cpu
