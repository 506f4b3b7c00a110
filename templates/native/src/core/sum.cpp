#include "sum.hpp"

namespace core {

double sum(const double *values, std::size_t count) noexcept {
  double total = 0.0;
  double lost = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double next = values[i] - lost;
    const double larger = total + next;
    lost = (larger - total) - next;
    total = larger;
  }
  return total;
}

double sum_of_squares(const double *values, std::size_t count) noexcept {
  double total = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    total += values[i] * values[i];
  }
  return total;
}

} // namespace core
