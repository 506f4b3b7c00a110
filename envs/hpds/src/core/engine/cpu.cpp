#include "engine/cpu.hpp"

#include <algorithm>
#include <vector>

#include "engine/bins.hpp"
#include "parallel/pool.hpp"

namespace hpds::cpu {
namespace {

constexpr std::size_t block = std::size_t{1} << 15;

}  // namespace

int cores() {
    return processors();
}

std::vector<std::string> features() {
    std::vector<std::string> names;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) names.emplace_back("sse4.2");
    if (__builtin_cpu_supports("avx2")) names.emplace_back("avx2");
    if (__builtin_cpu_supports("fma")) names.emplace_back("fma");
    if (__builtin_cpu_supports("avx512f")) names.emplace_back("avx512f");
#elif defined(__aarch64__)
    names.emplace_back("neon");
#endif
    return names;
}

template <class T>
void saxpy(T alpha, const T* x, const T* y, T* out, std::size_t count, const Caller& caller) {
    Pool pool({count < block ? 1 : caller.threads, caller.interrupted});
    pool.ranges(count, block, [=](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            out[i] = alpha * x[i] + y[i];
        }
    });
}

template void saxpy<float>(float, const float*, const float*, float*, std::size_t, const Caller&);
template void saxpy<double>(double, const double*, const double*, double*, std::size_t,
                            const Caller&);

void histogram(DType dtype, const void* x, std::size_t count, const double* edges, std::size_t bins,
               std::int64_t* counts, const Caller& caller) {
    const Bins bin_of(edges, bins);
    // One table of counts for each part, so parts must outweigh the tables.
    const std::size_t parts =
        std::clamp<std::size_t>(count / std::max(block, bins), 1, caller.threads);
    std::vector<std::int64_t> tables(parts * bins);
    Pool pool({static_cast<int>(parts), caller.interrupted});
    dispatch(dtype, [&](auto type) {
        const auto* values = static_cast<const typename decltype(type)::type*>(x);
        pool.blocks(parts, [&](std::size_t part) {
            std::int64_t* table = tables.data() + part * bins;
            pool.steps(count * part / parts, count * (part + 1) / parts,
                       [=](std::size_t begin, std::size_t end) {
                           for (std::size_t i = begin; i < end; ++i) {
                               const auto value = static_cast<double>(values[i]);
                               if (bin_of.contains(value)) {
                                   ++table[bin_of(value)];
                               }
                           }
                       });
        });
    });
    for (std::size_t i = 0; i < tables.size(); ++i) {
        counts[i % bins] += tables[i];
    }
}

}  // namespace hpds::cpu
