#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "algorithms.hpp"

namespace sort_bench {
namespace {

constexpr std::size_t largest_size = std::size_t{1} << 32;

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

std::vector<std::string> chosen(const std::string& option, const std::string& text,
                                const std::vector<std::string>& known,
                                const std::vector<std::string>& hidden = {}) {
    std::vector<std::string> names = split(text);
    for (const std::string& name : names) {
        const auto is_name = [&](const std::string& other) { return other == name; };
        if (std::none_of(known.begin(), known.end(), is_name) &&
            std::none_of(hidden.begin(), hidden.end(), is_name)) {
            throw UsageError(option + ": '" + name + "' is none of " + joined(known));
        }
    }
    return names;
}

template <class Number>
Number number(const std::string& option, const std::string& text, Number least, Number most) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most) {
        throw UsageError(option + ": '" + text + "' is not a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most));
    }
    return value;
}

}  // namespace

Options parse(const std::vector<std::string>& arguments) {
    Options options;
    options.algorithms = algorithm_names();
    options.types = type_names();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& option = arguments[i];
        const auto value = [&]() -> const std::string& {
            if (i + 1 == arguments.size()) {
                throw UsageError(option + " needs a value; sort-bench --help lists them");
            }
            return arguments[++i];
        };
        if (option == "--algorithms") {
            options.algorithms = chosen(option, value(), algorithm_names(), {"broken"});
        } else if (option == "--types") {
            options.types = chosen(option, value(), type_names());
        } else if (option == "--distributions") {
            options.distributions = chosen(option, value(), distribution_names());
        } else if (option == "--sizes") {
            options.sizes.clear();
            for (const std::string& part : split(value())) {
                options.sizes.push_back(number<std::size_t>(option, part, 0, largest_size));
            }
        } else if (option == "--repeats") {
            options.repeats = number<std::size_t>(option, value(), 1, 1000);
        } else if (option == "--threads") {
            options.threads = number<std::size_t>(option, value(), 1, 1024);
        } else if (option == "--seed") {
            options.seed = number<std::uint64_t>(option, value(), 0,
                                                 std::numeric_limits<std::uint64_t>::max());
        } else if (option == "--json") {
            options.json = true;
        } else if (option == "--help" || option == "-h") {
            options.help = true;
        } else if (option == "--version") {
            options.version = true;
        } else {
            throw UsageError("unknown option '" + option +
                             "'; sort-bench --help lists the options");
        }
    }
    return options;
}

std::string usage() {
    return "usage: sort-bench [option]...\n"
           "\n"
           "Times sorting algorithms on data that a seed determines, checks every result, and\n"
           "prints the fastest of several runs. Lists are separated by commas.\n"
           "\n"
           "  --algorithms LIST     " +
           joined(algorithm_names()) +
           " (default: all)\n"
           "  --types LIST          " +
           joined(type_names()) +
           " (default: all)\n"
           "  --distributions LIST  " +
           joined(distribution_names()) +
           " (default: random)\n"
           "  --sizes LIST          numbers of elements (default: 100000,1000000)\n"
           "  --repeats N           runs of each, the fastest counts (default: 5)\n"
           "  --threads N           of std::sort(par) (default: one for each processor)\n"
           "  --seed N              of the data (default: 1)\n"
           "  --json                print JSON instead of a table\n"
           "  --version             print the version\n"
           "  --help                print this\n"
           "\n"
           "Exit status: 0, 1 if a result was not sorted, 2 for a mistake in the options.\n";
}

}  // namespace sort_bench
