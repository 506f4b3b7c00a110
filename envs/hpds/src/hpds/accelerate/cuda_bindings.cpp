// The Python face of core/engine/cuda.
//
// Private: hpds.accelerate has checked dtypes, shapes and values. What would be a crash if it were
// forgotten is checked here once more. Everything that waits or works does so without the
// interpreter's lock. Streams are CUDA's handles as numbers, 1 the default one and 2 the thread's.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "device_array.hpp"
#include "engine/cuda/engine.hpp"

namespace py = pybind11;

namespace {

using hpds::DeviceArray;
using hpds::DType;
using hpds::Operation;
using hpds::Shape;
using hpds::cuda::DeviceGuard;
using hpds::cuda::Place;
using without_gil = py::call_guard<py::gil_scoped_release>;

cudaStream_t stream_of(std::uintptr_t handle) {
    return reinterpret_cast<cudaStream_t>(handle);
}

void must(bool holds, const std::string& message) {
    if (!holds) {
        throw std::invalid_argument(message);
    }
}

// The result of function(place), where place is the device of both arguments and the stream. It
// works after what makes the arguments, and their own streams go on after it: so their memory may
// be given back or written to in the order of those.
template <class Function>
auto worked(std::uintptr_t stream, const DeviceArray& x, const DeviceArray& y, Function function) {
    must(x.place.device == y.place.device, "arrays are on devices " +
                                               std::to_string(x.place.device) + " and " +
                                               std::to_string(y.place.device));
    const DeviceGuard guard(x.place.device);
    const Place place{x.place.device, stream_of(stream)};
    hpds::cuda::wait_for(place.stream, x.place.stream);
    hpds::cuda::wait_for(place.stream, y.place.stream);
    auto result = function(place);
    hpds::cuda::wait_for(x.place.stream, place.stream);
    hpds::cuda::wait_for(y.place.stream, place.stream);
    return result;
}

Operation operation_of(const std::string& name) {
    if (name == "sum") return Operation::sum;
    if (name == "prod") return Operation::prod;
    if (name == "min") return Operation::min;
    if (name == "max") return Operation::max;
    throw std::invalid_argument("op is " + name);
}

DType folded(Operation operation, DType dtype) {
    const bool orders = operation == Operation::min || operation == Operation::max;
    return orders ? dtype : hpds::accumulator(dtype);
}

Shape vector_of(std::size_t count) {
    return {static_cast<std::int64_t>(count)};
}

DeviceArray to_device(const py::array& host, int device, std::uintptr_t stream) {
    must((host.flags() & py::array::c_style) != 0, "to_device: the array is not C-contiguous");
    const std::string code = host.dtype().attr("str").cast<std::string>().substr(1);
    const DType dtype = hpds::dtype_of(code);
    Shape shape(host.shape(), host.shape() + host.ndim());
    const void* const data = host.data();
    const py::gil_scoped_release released;
    const DeviceGuard guard(device);
    DeviceArray array = hpds::make_array(dtype, std::move(shape), {device, stream_of(stream)});
    hpds::cuda::copy_to_device(data, array.data(), array.bytes(), array.place.stream);
    return array;
}

void to_host(const DeviceArray& array, py::array host, std::uintptr_t stream) {
    must((host.flags() & py::array::c_style) != 0, "to_host: the array is not C-contiguous");
    must(static_cast<std::size_t>(host.nbytes()) == array.bytes(),
         "to_host: " + std::to_string(array.bytes()) + " bytes do not fit into " +
             std::to_string(host.nbytes()));
    void* const data = host.mutable_data();
    const py::gil_scoped_release released;
    const DeviceGuard guard(array.place.device);
    hpds::cuda::wait_for(stream_of(stream), array.place.stream);
    hpds::cuda::copy_to_host(array.data(), data, array.bytes(), stream_of(stream));
}

DeviceArray saxpy(double alpha, const DeviceArray& x, const DeviceArray& y, std::uintptr_t stream) {
    must(x.dtype == y.dtype && x.shape == y.shape, "saxpy: x and y differ in dtype or shape");
    return worked(stream, x, y, [&](Place place) {
        DeviceArray out = hpds::make_array(x.dtype, x.shape, place);
        hpds::cuda::saxpy(x.dtype, alpha, x.data(), y.data(), out.data(), x.size(), place);
        return out;
    });
}

DeviceArray reduce(const DeviceArray& x, const std::string& op, std::uintptr_t stream) {
    const Operation operation = operation_of(op);
    return worked(stream, x, x, [&](Place place) {
        DeviceArray out = hpds::make_array(folded(operation, x.dtype), {}, place);
        hpds::cuda::reduce(operation, x.dtype, x.data(), x.size(), out.data(), place);
        return out;
    });
}

DeviceArray inclusive_scan(const DeviceArray& x, const std::string& op, std::uintptr_t stream) {
    const Operation operation = operation_of(op);
    return worked(stream, x, x, [&](Place place) {
        DeviceArray out = hpds::make_array(folded(operation, x.dtype), x.shape, place);
        hpds::cuda::inclusive_scan(operation, x.dtype, x.data(), x.size(), out.data(), place);
        return out;
    });
}

DeviceArray sort(const DeviceArray& x, std::uintptr_t stream) {
    return worked(stream, x, x, [&](Place place) {
        DeviceArray out = hpds::make_array(x.dtype, x.shape, place);
        hpds::cuda::sort(x.dtype, x.data(), out.data(), x.size(), place);
        return out;
    });
}

DeviceArray argsort(const DeviceArray& x, std::uintptr_t stream) {
    return worked(stream, x, x, [&](Place place) {
        DeviceArray indices = hpds::make_array(DType::i64, x.shape, place);
        hpds::cuda::argsort(x.dtype, x.data(), indices.as<std::int64_t>(), x.size(), place);
        return indices;
    });
}

std::pair<DeviceArray, DeviceArray> top_k(const DeviceArray& x, std::size_t k, bool largest,
                                          std::uintptr_t stream) {
    must(k <= x.size(), "top_k: k is " + std::to_string(k) + " for " + std::to_string(x.size()));
    return worked(stream, x, x, [&](Place place) {
        DeviceArray values = hpds::make_array(x.dtype, vector_of(k), place);
        DeviceArray indices = hpds::make_array(DType::i64, vector_of(k), place);
        hpds::cuda::top_k(x.dtype, x.data(), x.size(), largest, k, values.data(),
                          indices.as<std::int64_t>(), place);
        return std::pair(std::move(values), std::move(indices));
    });
}

DeviceArray histogram(const DeviceArray& x, const DeviceArray& edges, std::uintptr_t stream) {
    must(edges.dtype == DType::f64 && edges.shape.size() == 1 && edges.size() >= 2,
         "histogram: edges must be float64, 1-d and at least 2");
    const std::size_t bins = edges.size() - 1;
    return worked(stream, x, edges, [&](Place place) {
        DeviceArray counts = hpds::make_array(DType::i64, vector_of(bins), place);
        hpds::cuda::histogram(x.dtype, x.data(), x.size(), edges.as<double>(), bins,
                              counts.as<std::int64_t>(), place);
        return counts;
    });
}

DeviceArray matmul(const DeviceArray& a, const DeviceArray& b, std::uintptr_t stream) {
    must(a.dtype == b.dtype, "matmul: a and b differ in dtype");
    must(a.shape.size() == 2 && b.shape.size() == 2 && a.shape[1] == b.shape[0],
         "matmul: shapes must be (m, k) and (k, n)");
    const auto m = static_cast<std::size_t>(a.shape[0]), k = static_cast<std::size_t>(a.shape[1]),
               n = static_cast<std::size_t>(b.shape[1]);
    return worked(stream, a, b, [&](Place place) {
        DeviceArray out = hpds::make_array(a.dtype, {a.shape[0], b.shape[1]}, place);
        hpds::cuda::matmul(a.dtype, a.data(), b.data(), out.data(), m, k, n, place);
        return out;
    });
}

void bind_array(py::module_& module) {
    py::class_<DeviceArray>(module, "Array")
        .def_property_readonly("code",
                               [](const DeviceArray& self) { return hpds::code_of(self.dtype); })
        .def_property_readonly(
            "shape", [](const DeviceArray& self) { return py::tuple(py::cast(self.shape)); })
        .def_property_readonly(
            "address",
            [](const DeviceArray& self) { return reinterpret_cast<std::uintptr_t>(self.data()); })
        .def_property_readonly("device", [](const DeviceArray& self) { return self.place.device; })
        .def_property_readonly("stream",
                               [](const DeviceArray& self) {
                                   return reinterpret_cast<std::uintptr_t>(self.place.stream);
                               })
        .def("to_host", &to_host, py::arg().noconvert(), py::arg())
        .def("to_dlpack", &hpds::to_dlpack);
    module.def("to_device", &to_device, py::arg().noconvert(), py::arg(), py::arg());
    module.def("from_dlpack", &hpds::from_dlpack);
    module.def("borrowed", [](std::uintptr_t address, const std::string& code, Shape shape,
                              int device, std::uintptr_t stream, py::object owner) {
        return hpds::borrowed(address, code, std::move(shape), {device, stream_of(stream)},
                              std::move(owner));
    });
    module.def(
        "wait_for",
        [](int device, std::uintptr_t stream, std::uintptr_t earlier) {
            const DeviceGuard guard(device);
            hpds::cuda::wait_for(stream_of(stream), stream_of(earlier));
        },
        without_gil());
}

}  // namespace

PYBIND11_MODULE(_cuda, module) {
    // The class is Python's, so that it is there in a build without CUDA, too.
    py::register_exception_translator([](std::exception_ptr pointer) {
        try {
            std::rethrow_exception(std::move(pointer));
        } catch (const hpds::cuda::Error& error) {
            const py::object kind =
                py::module_::import("hpds.accelerate._device").attr("CudaError");
            py::set_error(kind, error.what());
        }
    });
    module.def("why_no_device", &hpds::cuda::why_no_device, without_gil());
    module.def("devices", [] {
        py::list found;
        for (const hpds::cuda::Device& device : hpds::cuda::devices()) {
            found.append(
                py::make_tuple(device.name, device.major, device.minor, device.processors));
        }
        return found;
    });
    module.def(
        "device_of",
        [](std::uintptr_t address) {
            return hpds::cuda::device_of(reinterpret_cast<const void*>(address));
        },
        without_gil());
    bind_array(module);
    module.def("saxpy", &saxpy, without_gil());
    module.def("reduce", &reduce, without_gil());
    module.def("inclusive_scan", &inclusive_scan, without_gil());
    module.def("sort", &sort, without_gil());
    module.def("argsort", &argsort, without_gil());
    module.def("top_k", &top_k, without_gil());
    module.def("histogram", &histogram, without_gil());
    module.def("matmul", &matmul, without_gil());
}
