// sort-bench: see usage() in options.cpp.
#include <tbb/global_control.h>
#include <tbb/info.h>

#include <iostream>
#include <new>

#include "options.hpp"
#include "report.hpp"

namespace {

using namespace sort_bench;

int run(const Options& options) {
    const auto processors = static_cast<std::size_t>(tbb::info::default_concurrency());
    const std::size_t threads = options.threads > 0 ? options.threads : processors;
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    std::vector<Result> results;
    for (const std::string& type : options.types) {
        for (const std::string& distribution : options.distributions) {
            for (const std::size_t size : options.sizes) {
                for (const std::string& algorithm : options.algorithms) {
                    const Measurement measured =
                        measure(algorithm, type, distribution, size, options.repeats, options.seed);
                    results.push_back({algorithm, type, distribution, size, measured});
                }
            }
        }
    }
    if (options.json) {
        print_json(std::cout, results, options.seed, options.repeats, threads);
    } else {
        print_table(std::cout, results);
    }
    int status = 0;
    for (const Result& result : results) {
        if (!result.measurement.verified) {
            std::cerr << "sort-bench: " << result.algorithm << ": the result is not sorted ("
                      << result.type << ", " << result.distribution << ", " << result.size
                      << " elements)\n";
            status = 1;
        }
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Options options = parse(std::vector<std::string>(argv + 1, argv + argc));
        if (options.help) {
            std::cout << usage();
            return 0;
        }
        if (options.version) {
            std::cout << "sort-bench " SORT_BENCH_VERSION "\n";
            return 0;
        }
        return run(options);
    } catch (const UsageError& error) {
        std::cerr << "sort-bench: " << error.what() << '\n';
        return 2;
    } catch (const std::bad_alloc&) {
        std::cerr << "sort-bench: not enough memory; choose smaller --sizes\n";
        return 2;
    }
}
