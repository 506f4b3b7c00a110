// What needs no GPU: options, reports, and the check that a product is right, which must be able to
// fail.
#include <cstdio>
#include <limits>
#include <string>

#include "options.hpp"
#include "reference.hpp"
#include "report.hpp"

namespace {

using namespace cuda_bench;

int failures = 0;

void expect(bool holds, const char* text, int line) {
    if (!holds) {
        std::fprintf(stderr, "tests/unit.cpp:%d: does not hold: %s\n", line, text);
        ++failures;
    }
}

#define EXPECT(condition) expect((condition), #condition, __LINE__)

std::vector<float> multiplied(const std::vector<float>& left, const std::vector<float>& right,
                              std::size_t size) {
    std::vector<float> product(size * size);
    for (std::size_t y = 0; y < size; ++y) {
        for (std::size_t k = 0; k < size; ++k) {
            for (std::size_t x = 0; x < size; ++x) {
                product[y * size + x] += left[y * size + k] * right[k * size + x];
            }
        }
    }
    return product;
}

void test_options() {
    const Options all = parse({});
    EXPECT(all.only == benchmark_names());
    const Options some =
        parse({"--only", "gemm,copy", "--gemm-sizes", "1,65", "--device", "3", "--json"});
    EXPECT((some.only == std::vector<std::string>{"gemm", "copy"}));
    EXPECT((some.gemm_sizes == std::vector<std::size_t>{1, 65}));
    EXPECT(some.device == 3 && some.json && !some.help);
}

void test_uniform() {
    const std::vector<float> numbers = uniform(std::size_t{1} << 20, 1);
    float least = 1, most = -1;
    double sum = 0;
    for (const float number : numbers) {
        least = number < least ? number : least;
        most = number > most ? number : most;
        sum += static_cast<double>(number);
    }
    EXPECT(least >= -1 && least < -0.99F && most < 1 && most > 0.99F);
    // Five standard deviations of such a sum: 5 * sqrt(2^20 / 3).
    EXPECT(sum > -2956 && sum < 2956);
    EXPECT(numbers == uniform(numbers.size(), 1) && numbers != uniform(numbers.size(), 2));
}

void test_is_product() {
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{65}}) {
        const std::vector<float> left = uniform(size * size, 1), right = uniform(size * size, 2);
        const std::vector<float> product = multiplied(left, right, size);
        const auto passes = [&](const std::vector<float>& other) {
            return is_product(left, right, other, size, 20 * size * size, 3);
        };
        EXPECT(passes(product));
        // So many samples meet each place.
        for (const std::size_t place : {std::size_t{0}, size * size / 2, size * size - 1}) {
            std::vector<float> wrong = product;
            wrong[place] += 0.01F;
            EXPECT(!passes(wrong));
            wrong[place] = std::numeric_limits<float>::quiet_NaN();
            EXPECT(!passes(wrong));
        }
        EXPECT(size == 1 || !passes(multiplied(right, left, size)));
    }
}

void test_sums_and_sorted_copies() {
    const std::vector<float> numbers = few_sums(7);
    EXPECT((numbers == std::vector<float>{-1, 0, 1, -1, 0, 1, -1}));
    EXPECT((running_sum(numbers) == std::vector<float>{-1, -1, 0, -1, -1, 0, -1}));
    EXPECT(is_sorted_copy(numbers, {-1, -1, -1, 0, 0, 1, 1}));
    EXPECT(!is_sorted_copy(numbers, numbers));
    EXPECT(!is_sorted_copy(numbers, {-1, -1, 0, 0, 0, 1, 1}));
    EXPECT(!is_sorted_copy(numbers, {-1, -1, -1, 0, 0, 1}));
}

void test_reports() {
    const Device device{"GPU \"x\"\n", 9, 0, 13000};
    const std::vector<Result> results{{"copy", 1000, 0.5, 1e9, true}, {"gemm", 64, 0, 1e9, false}};
    EXPECT(table(Device{"GPU", 12, 1, 12090}, results) ==
           "GPU, compute capability 12.1, driver for CUDA 12.9\n"
           "benchmark               size          ms        rate\n"
           "copy                    1000     500.000         2.0 GB/s\n"
           "gemm                      64       0.000         0.0 GFLOP/s\n");
    EXPECT(
        json(device, results, 7) ==
        "{\"version\": 1, \"device\": {\"name\": \"GPU \\\"x\\\"\\u000a\", \"capability\": "
        "\"9.0\", \"driver\": 13000}, \"repeats\": 7, \"results\": [{\"benchmark\": \"copy\", "
        "\"size\": 1000, \"seconds\": 0.5, \"rate\": 2, \"unit\": \"GB/s\", \"verified\": true}, "
        "{\"benchmark\": \"gemm\", \"size\": 64, \"seconds\": 0, \"rate\": 0, \"unit\": "
        "\"GFLOP/s\", \"verified\": false}]}\n");
    EXPECT(
        driver_too_old(12020, 13000, "580.65.06") ==
        "the driver knows CUDA 12.2; the toolkit is CUDA 13.0: install driver 580.65.06 or newer");
    EXPECT(driver_too_old(12020, 13000, "") ==
           "the driver knows CUDA 12.2; the toolkit is CUDA 13.0: install a driver for CUDA 13.0");
    EXPECT(json_without_device("no \\") ==
           "{\"version\": 1, \"device\": null, \"reason\": \"no \\\\\", \"results\": []}\n");
}

}  // namespace

int main() {
    test_options();
    test_uniform();
    test_is_product();
    test_sums_and_sorted_copies();
    test_reports();
    return failures == 0 ? 0 : 1;
}
