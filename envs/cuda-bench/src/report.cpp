#include "report.hpp"

#include <cstdio>

namespace cuda_bench {
namespace {

template <class... Values>
std::string format(const char* text, Values... values) {
    std::string result(static_cast<std::size_t>(std::snprintf(nullptr, 0, text, values...)), '\0');
    std::snprintf(result.data(), result.size() + 1, text, values...);
    return result;
}

double rate(const Result& result) {
    return result.seconds > 0 ? result.work / result.seconds * 1e-9 : 0;
}

}  // namespace

std::string unit(const Result& result) {
    return result.benchmark == "gemm" ? "GFLOP/s" : "GB/s";
}

std::string table(const Device& device, const std::vector<Result>& results) {
    std::string text =
        format("%s, compute capability %d.%d, driver for CUDA %d.%d\n", device.name.c_str(),
               device.major, device.minor, device.driver / 1000, device.driver % 1000 / 10);
    text += format("%-16s%12s%12s%12s\n", "benchmark", "size", "ms", "rate");
    for (const Result& result : results) {
        text += format("%-16s%12zu%12.3f%12.1f %s\n", result.benchmark.c_str(), result.size,
                       result.seconds * 1e3, rate(result), unit(result).c_str());
    }
    return text;
}

std::string json(const Device& device, const std::vector<Result>& results, std::size_t repeats) {
    std::string text = format(
        "{\"version\": 1, \"device\": {\"name\": %s, \"capability\": \"%d.%d\", \"driver\": %d}, "
        "\"repeats\": %zu, \"results\": [",
        json_string(device.name).c_str(), device.major, device.minor, device.driver, repeats);
    const char* separator = "";
    for (const Result& result : results) {
        text += format(
            "%s{\"benchmark\": %s, \"size\": %zu, \"seconds\": %.9g, \"rate\": %.6g, \"unit\": "
            "\"%s\", \"verified\": %s}",
            separator, json_string(result.benchmark).c_str(), result.size, result.seconds,
            rate(result), unit(result).c_str(), result.verified ? "true" : "false");
        separator = ", ";
    }
    return text + "]}\n";
}

std::string json_without_device(const std::string& reason) {
    return "{\"version\": 1, \"device\": null, \"reason\": " + json_string(reason) +
           ", \"results\": []}\n";
}

// gpu-doctor's words.
std::string driver_too_old(int driver, int toolkit, const std::string& needed) {
    const auto words = [](int version) {
        return format("CUDA %d.%d", version / 1000, version % 1000 / 10);
    };
    return "the driver knows " + words(driver) + "; the toolkit is " + words(toolkit) +
           ": install " +
           (needed.empty() ? "a driver for " + words(toolkit) : "driver " + needed + " or newer");
}

std::string json_string(const std::string& text) {
    std::string quoted = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') {
            quoted += '\\';
        }
        if (static_cast<unsigned char>(character) < 0x20) {
            quoted += format("\\u%04x", static_cast<unsigned>(character));
        } else {
            quoted += character;
        }
    }
    return quoted + '"';
}

}  // namespace cuda_bench
