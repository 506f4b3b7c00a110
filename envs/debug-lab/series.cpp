#include "series.hpp"

#include <algorithm>

namespace lab {

double mean(const double* values, std::size_t size) {
    double sum = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        sum += values[i];
    }
    return size == 0 ? 0.0 : sum / static_cast<double>(size);
}

Summary* summarize(const Series& series) {
    auto* summary = new Summary;
    summary->sorted.assign(series.values(), series.values() + series.size());
    std::sort(summary->sorted.begin(), summary->sorted.end());
    return summary;
}

}  // namespace lab
