#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <stdexcept>
#include <string>

#include "saxpy.hpp"

namespace py = pybind11;

namespace {

using Array = py::array_t<float, py::array::c_style>;

std::string shape_of(const Array &array) {
  return py::str(array.attr("shape")).cast<std::string>();
}

Array saxpy(float a, const Array &x, const Array &y, bool on_gpu) {
  if (!x.attr("shape").equal(y.attr("shape"))) {
    throw std::invalid_argument("saxpy: x has shape " + shape_of(x) +
                                " and y " + shape_of(y) + ", must be equal");
  }
  Array out(std::vector<py::ssize_t>(x.shape(), x.shape() + x.ndim()));
  const float *from_x = x.data();
  const float *from_y = y.data();
  float *into = out.mutable_data();
  const auto count = static_cast<std::size_t>(x.size());
  {
    const py::gil_scoped_release release;
    if (on_gpu) {
      core::saxpy_on_gpu(a, from_x, from_y, into, count);
    } else {
      core::saxpy_on_cpu(a, from_x, from_y, into, count);
    }
  }
  return out;
}

} // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "The engines, for float32.";
  module.def("saxpy", saxpy, py::arg("a"), py::arg("x").noconvert(),
             py::arg("y").noconvert(), py::arg("on_gpu"));
  module.def("why_no_gpu", core::why_no_gpu,
             py::call_guard<py::gil_scoped_release>());
}
