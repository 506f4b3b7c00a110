#include "cub.hpp"

#include <cstdint>
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_scan.cuh>
#include <vector>

#include "device.hpp"
#include "error.hpp"
#include "reference.hpp"

namespace cuda_bench {
namespace {

// One of CUB's functions on an array. Without memory to work in, it says how much it needs.
cudaError_t run(const std::string& name, void* memory, std::size_t& bytes, const DeviceArray& x,
                const DeviceArray& result) {
    const auto count = static_cast<std::int64_t>(x.size());
    if (name == "reduce") {
        return cub::DeviceReduce::Sum(memory, bytes, x.data(), result.data(), count);
    }
    if (name == "scan") {
        return cub::DeviceScan::InclusiveSum(memory, bytes, x.data(), result.data(), count);
    }
    return cub::DeviceRadixSort::SortKeys(memory, bytes, x.data(), result.data(), count);
}

}  // namespace

bool is_of_cub(const std::string& benchmark) {
    const std::string name = benchmark.substr(0, benchmark.find('-'));
    return name == "reduce" || name == "scan" || name == "sort";
}

Result cub_algorithm(const std::string& benchmark, std::size_t bytes, std::size_t repeats) {
    const std::string name = benchmark.substr(0, benchmark.find('-'));
    const bool copies = name != benchmark;
    const std::size_t count = bytes / sizeof(float);
    const std::vector<float> host = name == "sort" ? uniform(count, 1) : few_sums(count);
    std::vector<float> found(name == "reduce" ? 1 : count);
    const DeviceArray x(count), result(found.size());
    std::size_t needed = 0;
    CUDA_BENCH_TRY(run(name, nullptr, needed, x, result));
    const DeviceArray memory(needed / sizeof(float) + 1);

    const auto work = [&] { CUDA_BENCH_TRY(run(name, memory.data(), needed, x, result)); };
    const auto to_device = [&] {
        CUDA_BENCH_TRY(cudaMemcpy(x.data(), host.data(), x.bytes(), cudaMemcpyHostToDevice));
    };
    const auto to_host = [&] {
        CUDA_BENCH_TRY(
            cudaMemcpy(found.data(), result.data(), result.bytes(), cudaMemcpyDeviceToHost));
    };
    Result answer{benchmark, x.bytes(), 0, static_cast<double>(x.bytes()), false};
    to_device();
    answer.seconds =
        copies ? fastest(repeats, [&] { to_device(), work(), to_host(); }) : fastest(repeats, work);
    to_host();
    answer.verified = name == "sort"     ? is_sorted_copy(host, found)
                      : name == "reduce" ? found[0] == running_sum(host).back()
                                         : found == running_sum(host);
    return answer;
}

}  // namespace cuda_bench
