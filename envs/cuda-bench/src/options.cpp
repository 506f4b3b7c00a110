#include "options.hpp"

#include <algorithm>
#include <charconv>

namespace cuda_bench {
namespace {

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t comma; (comma = text.find(',', begin)) != std::string::npos;) {
        parts.push_back(text.substr(begin, comma - begin));
        begin = comma + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::vector<std::string> chosen(const std::string& option, const std::string& text) {
    const std::vector<std::string>& known = benchmark_names();
    std::vector<std::string> names = split(text);
    for (const std::string& name : names) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw UsageError(option + ": '" + name + "' is none of " + joined(known));
        }
    }
    return names;
}

std::size_t number(const std::string& option, const std::string& text, std::size_t least,
                   std::size_t most) {
    std::size_t value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most) {
        throw UsageError(option + ": '" + text + "' is not a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most));
    }
    return value;
}

}  // namespace

const std::vector<std::string>& benchmark_names() {
    static const std::vector<std::string> names{"copy",
                                                "triad",
                                                "host-to-device",
                                                "device-to-host",
                                                "gemm",
                                                "reduce",
                                                "scan",
                                                "sort",
                                                "reduce-with-copies",
                                                "scan-with-copies",
                                                "sort-with-copies"};
    return names;
}

Options parse(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& option = arguments[i];
        const auto value = [&]() -> const std::string& {
            if (i + 1 == arguments.size()) {
                throw UsageError(option + " needs a value; cuda-bench --help lists them");
            }
            return arguments[++i];
        };
        if (option == "--only") {
            options.only = chosen(option, value());
        } else if (option == "--megabytes") {
            options.megabytes = number(option, value(), 1, std::size_t{1} << 18);
        } else if (option == "--gemm-sizes") {
            options.gemm_sizes.clear();
            for (const std::string& part : split(value())) {
                // Indices of matrices are of 32 bits.
                options.gemm_sizes.push_back(number(option, part, 1, 32768));
            }
        } else if (option == "--repeats") {
            options.repeats = number(option, value(), 1, 1000);
        } else if (option == "--device") {
            options.device = static_cast<int>(number(option, value(), 0, 1023));
        } else if (option == "--json") {
            options.json = true;
        } else if (option == "--help" || option == "-h") {
            options.help = true;
        } else if (option == "--version") {
            options.version = true;
        } else {
            throw UsageError("unknown option '" + option +
                             "'; cuda-bench --help lists the options");
        }
    }
    return options;
}

std::string usage() {
    return "usage: cuda-bench [option]...\n"
           "\n"
           "Measures a GPU: bandwidth of its memory and of the way to it, multiplication of\n"
           "matrices in single precision by a kernel of this program, and CUB's sum, running sum\n"
           "and radix sort of single precision, whose rate is that of the array's bytes; with\n"
           "copies, from the host's memory and back. Checks every result and prints the fastest "
           "of\n"
           "several runs. Lists are separated by commas.\n"
           "\n"
           "  --only LIST        " +
           joined(benchmark_names()) +
           "\n"
           "                     (default: all)\n"
           "  --megabytes N      of each array in memory (default: 256)\n"
           "  --gemm-sizes LIST  rows of square matrices (default: 1024,4096)\n"
           "  --repeats N        runs of each, the fastest counts (default: 10)\n"
           "  --device N         which GPU (default: 0)\n"
           "  --json             print JSON instead of a table\n"
           "  --version          print the version\n"
           "  --help             print this\n"
           "\n"
           "Exit status: 0, also where there is no GPU; 1 if a result was wrong or CUDA failed; 2\n"
           "for a mistake in the options.\n";
}

}  // namespace cuda_bench
