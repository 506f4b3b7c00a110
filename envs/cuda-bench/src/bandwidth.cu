#include "bandwidth.hpp"

#include <algorithm>

#include "device.hpp"
#include "error.hpp"

namespace cuda_bench {
namespace {

constexpr int threads = 256;

// Both take four floats at a time, the widest load that there is.

__global__ void __launch_bounds__(threads)
    copy_kernel(const float4* __restrict__ from, float4* __restrict__ to, std::size_t count) {
    const std::size_t step = static_cast<std::size_t>(gridDim.x) * blockDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
         i += step) {
        to[i] = from[i];
    }
}

// STREAM's triad.
__global__ void __launch_bounds__(threads)
    triad_kernel(const float4* __restrict__ b, const float4* __restrict__ c, float scale,
                 float4* __restrict__ a, std::size_t count) {
    const std::size_t step = static_cast<std::size_t>(gridDim.x) * blockDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
         i += step) {
        const float4 x = b[i], y = c[i];
        a[i] =
            make_float4(x.x + scale * y.x, x.y + scale * y.y, x.z + scale * y.z, x.w + scale * y.w);
    }
}

unsigned blocks_for(std::size_t count) {
    int device = 0, processors = 0;
    CUDA_BENCH_TRY(cudaGetDevice(&device));
    CUDA_BENCH_TRY(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device));
    // As many as run at once, and no more than there is work for.
    const std::size_t resident = static_cast<std::size_t>(processors) * 8;
    return static_cast<unsigned>(std::min(resident, (count + threads - 1) / threads));
}

void copy(const DeviceArray& from, const DeviceArray& to) {
    const std::size_t count = from.size() / 4;
    copy_kernel<<<blocks_for(count), threads>>>(reinterpret_cast<const float4*>(from.data()),
                                                reinterpret_cast<float4*>(to.data()), count);
    CUDA_BENCH_TRY(cudaGetLastError());
}

void triad(const DeviceArray& b, const DeviceArray& c, float scale, const DeviceArray& a) {
    const std::size_t count = a.size() / 4;
    triad_kernel<<<blocks_for(count), threads>>>(reinterpret_cast<const float4*>(b.data()),
                                                 reinterpret_cast<const float4*>(c.data()), scale,
                                                 reinterpret_cast<float4*>(a.data()), count);
    CUDA_BENCH_TRY(cudaGetLastError());
}

// Whole numbers, so that results are exact.
float value(std::size_t i) {
    return static_cast<float>(i % 1021);
}

void to_device(const PinnedArray& host, const DeviceArray& device) {
    CUDA_BENCH_TRY(
        cudaMemcpyAsync(device.data(), host.data(), device.bytes(), cudaMemcpyHostToDevice));
}

void to_host(const DeviceArray& device, const PinnedArray& host) {
    CUDA_BENCH_TRY(
        cudaMemcpyAsync(host.data(), device.data(), device.bytes(), cudaMemcpyDeviceToHost));
}

}  // namespace

Result bandwidth(const std::string& benchmark, std::size_t bytes, std::size_t repeats) {
    constexpr float scale = 3;
    const std::size_t count = bytes / sizeof(float4) * 4;
    const PinnedArray host(count);
    for (std::size_t i = 0; i < count; ++i) {
        host[i] = value(i);
    }
    const DeviceArray source(count), target(count);
    to_device(host, source);
    to_device(host, target);

    Result result{benchmark, source.bytes(), 0, static_cast<double>(source.bytes()), false};
    float factor = 1;  // of what was there, in the end
    if (benchmark == "copy") {
        CUDA_BENCH_TRY(cudaMemset(target.data(), 0, target.bytes()));
        result.seconds = fastest(repeats, [&] { copy(source, target); });
        result.work *= 2;
    } else if (benchmark == "triad") {
        const DeviceArray sum(count);
        result.seconds = fastest(repeats, [&] { triad(source, target, scale, sum); });
        result.work *= 3;
        factor = 1 + scale;
        copy(sum, target);
    } else if (benchmark == "host-to-device") {
        CUDA_BENCH_TRY(cudaMemset(target.data(), 0, target.bytes()));
        result.seconds = fastest(repeats, [&] { to_device(host, target); });
    } else {
        result.seconds = fastest(repeats, [&] { to_host(source, host); });
    }

    to_host(target, host);
    CUDA_BENCH_TRY(cudaDeviceSynchronize());
    std::size_t i = 0;
    while (i < count && host[i] == factor * value(i)) {
        ++i;
    }
    result.verified = i == count;
    return result;
}

}  // namespace cuda_bench
