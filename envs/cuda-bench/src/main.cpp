// cuda-bench: see usage() in options.cpp.
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>

#include "bandwidth.hpp"
#include "cub.hpp"
#include "device.hpp"
#include "gemm.hpp"
#include "options.hpp"
#include "report.hpp"

namespace {

using namespace cuda_bench;

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
}

int fail(int status, const char* message) {
    std::fprintf(stderr, "cuda-bench: %s\n", message);
    return status;
}

int run(const Options& options) {
    const std::string reason = why_no_device();
    if (!reason.empty()) {
        print(options.json ? json_without_device(reason) : reason + "\n");
        return 0;
    }
    const Device device = use_device(options.device);
    std::vector<Result> results;
    const std::size_t bytes = options.megabytes << 20;
    for (const std::string& benchmark : options.only) {
        if (benchmark == "gemm") {
            for (const std::size_t size : options.gemm_sizes) {
                results.push_back(gemm(size, options.repeats));
            }
        } else if (is_of_cub(benchmark)) {
            results.push_back(cub_algorithm(benchmark, bytes, options.repeats));
        } else {
            results.push_back(bandwidth(benchmark, bytes, options.repeats));
        }
    }
    print(options.json ? json(device, results, options.repeats) : table(device, results));
    int status = 0;
    for (const Result& result : results) {
        if (!result.verified) {
            status =
                fail(1, (result.benchmark + " of size " + std::to_string(result.size) +
                         ": the device's result is wrong; do other programs compute right on it?")
                            .c_str());
        }
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Options options = parse(std::vector<std::string>(argv + 1, argv + argc));
        if (options.help) {
            print(usage());
            return 0;
        }
        if (options.version) {
            print("cuda-bench " CUDA_BENCH_VERSION "\n");
            return 0;
        }
        return run(options);
    } catch (const UsageError& error) {
        return fail(2, error.what());
    } catch (const std::invalid_argument& error) {
        return fail(2, error.what());
    } catch (const std::bad_alloc&) {
        return fail(1, "not enough memory; choose fewer --megabytes or smaller --gemm-sizes");
    } catch (const std::exception& error) {
        return fail(1, error.what());
    }
}
