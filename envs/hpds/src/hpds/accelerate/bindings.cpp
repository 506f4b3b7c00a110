// The Python face of core/engine.
//
// Private: hpds.accelerate has checked shapes and values. Types and layout are checked again here
// by the argument types (no conversion), sizes by the functions, since a mistake would be a crash.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <string>

#include "engine/cpu.hpp"
#include "interrupt.h"
#include "parallel/algorithms.hpp"

namespace py = pybind11;

namespace {

template <class T>
using Dense = py::array_t<T, py::array::c_style>;

void must_be_equal(const char* what, py::ssize_t left, py::ssize_t right) {
    if (left != right) {
        throw std::invalid_argument(std::string(what) + ": " + std::to_string(left) + " and " +
                                    std::to_string(right));
    }
}

// Calls work(caller) without the GIL.
template <class Work>
void released(int threads, Work work) {
    const hpds::Caller caller{threads, hpds_interrupted};
    try {
        const py::gil_scoped_release without_gil;
        work(caller);
    } catch (const hpds::Interrupted&) {
        throw py::error_already_set();  // the exception of a signal's handler
    }
}

template <class T>
void bind_floats(py::module_& module) {
    module.def(
        "saxpy",
        [](T alpha, const Dense<T>& x, const Dense<T>& y, Dense<T>& out, int threads) {
            must_be_equal("saxpy: sizes of x and y", x.size(), y.size());
            must_be_equal("saxpy: sizes of x and out", x.size(), out.size());
            const T *from_x = x.data(), *from_y = y.data();
            T* to = out.mutable_data();
            const auto count = static_cast<std::size_t>(x.size());
            released(threads, [=](const hpds::Caller& caller) {
                hpds::cpu::saxpy(alpha, from_x, from_y, to, count, caller);
            });
        },
        py::arg(), py::arg().noconvert(), py::arg().noconvert(), py::arg().noconvert(), py::arg());
    module.def(
        "matmul",
        [](const Dense<T>& a, const Dense<T>& b, Dense<T>& out, int threads) {
            must_be_equal("matmul: dimensions of a", a.ndim(), 2);
            must_be_equal("matmul: dimensions of b", b.ndim(), 2);
            must_be_equal("matmul: dimensions of out", out.ndim(), 2);
            must_be_equal("matmul: columns of a, rows of b", a.shape(1), b.shape(0));
            must_be_equal("matmul: rows of a, rows of out", a.shape(0), out.shape(0));
            must_be_equal("matmul: columns of b, columns of out", b.shape(1), out.shape(1));
            const auto m = static_cast<std::size_t>(a.shape(0));
            const auto k = static_cast<std::size_t>(a.shape(1));
            const auto n = static_cast<std::size_t>(b.shape(1));
            const T *left = a.data(), *right = b.data();
            T* to = out.mutable_data();
            released(threads, [=](const hpds::Caller& caller) {
                hpds::cpu::matmul(left, right, to, m, k, n, caller);
            });
        },
        py::arg().noconvert(), py::arg().noconvert(), py::arg().noconvert(), py::arg());
}

template <class T>
void bind_histogram(py::module_& module, hpds::DType dtype) {
    module.def(
        "histogram",
        [dtype](const Dense<T>& x, const Dense<double>& edges, int threads) {
            if (edges.ndim() != 1 || edges.size() < 2) {
                throw std::invalid_argument("histogram: edges must be 1-d and at least 2");
            }
            const auto bins = static_cast<std::size_t>(edges.size() - 1);
            py::array_t<std::int64_t> counts(edges.size() - 1);
            std::int64_t* to = counts.mutable_data();
            std::fill(to, to + bins, 0);
            const T* from = x.data();
            const double* first = edges.data();
            const auto count = static_cast<std::size_t>(x.size());
            released(threads, [=](const hpds::Caller& caller) {
                hpds::cpu::histogram(dtype, from, count, first, bins, to, caller);
            });
            return counts;
        },
        py::arg().noconvert(), py::arg().noconvert(), py::arg());
}

}  // namespace

PYBIND11_MODULE(_core, module) {
    module.def("cores", &hpds::cpu::cores);
    module.def("features", &hpds::cpu::features);
    bind_floats<float>(module);
    bind_floats<double>(module);
    bind_histogram<std::int8_t>(module, hpds::DType::i8);
    bind_histogram<std::int16_t>(module, hpds::DType::i16);
    bind_histogram<std::int32_t>(module, hpds::DType::i32);
    bind_histogram<std::int64_t>(module, hpds::DType::i64);
    bind_histogram<std::uint8_t>(module, hpds::DType::u8);
    bind_histogram<std::uint16_t>(module, hpds::DType::u16);
    bind_histogram<std::uint32_t>(module, hpds::DType::u32);
    bind_histogram<std::uint64_t>(module, hpds::DType::u64);
    bind_histogram<float>(module, hpds::DType::f32);
    bind_histogram<double>(module, hpds::DType::f64);
}
