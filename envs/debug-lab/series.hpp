// Measurements of one sensor, and what is computed from them.
#pragma once

#include <cstddef>
#include <vector>

namespace lab {

class Series {
  public:
    void append(double value) { values_.push_back(value); }
    const double* values() const { return values_.data(); }
    std::size_t size() const { return values_.size(); }

  private:
    std::vector<double> values_;
};

// What a report shows of a series.
struct Summary {
    std::vector<double> sorted;

    double median() const { return sorted.empty() ? 0.0 : sorted[sorted.size() / 2]; }
};

double mean(const double* values, std::size_t size);

// The caller owns the result.
Summary* summarize(const Series& series);

}  // namespace lab
