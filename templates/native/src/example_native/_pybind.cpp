#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "sum.hpp"

namespace py = pybind11;

PYBIND11_MODULE(_pybind, module) {
  module.doc() = "pybind11's half.";
  module.def(
      "energy",
      [](const py::array_t<double, py::array::c_style> &values) {
        const double *data = values.data();
        const auto count = static_cast<std::size_t>(values.size());
        const py::gil_scoped_release release;
        return core::sum_of_squares(data, count);
      },
      py::arg("values").noconvert(),
      "Return the sum of the squares of contiguous float64 numbers.");
}
