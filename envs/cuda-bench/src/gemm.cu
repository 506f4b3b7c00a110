#include "gemm.hpp"

#include <vector>

#include "device.hpp"
#include "error.hpp"
#include "reference.hpp"

namespace cuda_bench {
namespace {

constexpr int tile = 64;             // rows and columns of the result that a block computes
constexpr int depth = 16;            // of the strips that it holds in shared memory
constexpr int each = 4;              // rows and columns that a thread computes
constexpr int across = tile / each;  // threads in a row of the block
constexpr int threads = across * across;

// product = left * right, by rows. Outside the matrices there are zeros.
__global__ void __launch_bounds__(threads)
    gemm_kernel(const float* __restrict__ left, const float* __restrict__ right,
                float* __restrict__ product, int size) {
    __shared__ float strip_left[depth][tile + 4];  // by columns; the 4 keep banks apart
    __shared__ float strip_right[depth][tile];

    const int thread = static_cast<int>(threadIdx.x);
    const int top = static_cast<int>(blockIdx.y) * tile, side = static_cast<int>(blockIdx.x) * tile;
    const int row = thread / across * each, column = thread % across * each;
    float sums[each][each] = {};

    for (int begin = 0; begin < size; begin += depth) {
        for (int i = thread; i < tile * depth; i += threads) {
            const int y = top + i / depth, k = begin + i % depth;
            strip_left[i % depth][i / depth] =
                y < size && k < size ? left[static_cast<std::size_t>(y) * size + k] : 0.0F;
        }
        for (int i = thread; i < tile * depth; i += threads) {
            const int k = begin + i / tile, x = side + i % tile;
            strip_right[i / tile][i % tile] =
                k < size && x < size ? right[static_cast<std::size_t>(k) * size + x] : 0.0F;
        }
        __syncthreads();
#pragma unroll
        for (int k = 0; k < depth; ++k) {
            float of_left[each], of_right[each];
#pragma unroll
            for (int i = 0; i < each; ++i) {
                of_left[i] = strip_left[k][row + i];
                of_right[i] = strip_right[k][column + i];
            }
#pragma unroll
            for (int y = 0; y < each; ++y) {
#pragma unroll
                for (int x = 0; x < each; ++x) {
                    sums[y][x] += of_left[y] * of_right[x];
                }
            }
        }
        __syncthreads();
    }

#pragma unroll
    for (int y = 0; y < each; ++y) {
#pragma unroll
        for (int x = 0; x < each; ++x) {
            if (top + row + y < size && side + column + x < size) {
                product[static_cast<std::size_t>(top + row + y) * size + side + column + x] =
                    sums[y][x];
            }
        }
    }
}

void multiply(const DeviceArray& left, const DeviceArray& right, const DeviceArray& product,
              std::size_t size) {
    const auto tiles = static_cast<unsigned>((size + tile - 1) / tile);
    gemm_kernel<<<dim3(tiles, tiles), threads>>>(left.data(), right.data(), product.data(),
                                                 static_cast<int>(size));
    CUDA_BENCH_TRY(cudaGetLastError());
}

}  // namespace

Result gemm(std::size_t size, std::size_t repeats) {
    const std::size_t count = size * size;
    const std::vector<float> left = uniform(count, 1), right = uniform(count, 2);
    const DeviceArray device_left(count), device_right(count), device_product(count);
    CUDA_BENCH_TRY(
        cudaMemcpy(device_left.data(), left.data(), device_left.bytes(), cudaMemcpyHostToDevice));
    CUDA_BENCH_TRY(cudaMemcpy(device_right.data(), right.data(), device_right.bytes(),
                              cudaMemcpyHostToDevice));
    // A number that no result is: what the kernel leaves out is seen.
    CUDA_BENCH_TRY(cudaMemset(device_product.data(), 0xFF, device_product.bytes()));

    const double rows = static_cast<double>(size);
    Result result{"gemm", size, 0, 2 * rows * rows * rows, false};
    result.seconds =
        fastest(repeats, [&] { multiply(device_left, device_right, device_product, size); });

    std::vector<float> product(count);
    CUDA_BENCH_TRY(cudaMemcpy(product.data(), device_product.data(), device_product.bytes(),
                              cudaMemcpyDeviceToHost));
    result.verified = is_product(left, right, product, size, 256, 3);
    return result;
}

}  // namespace cuda_bench
