// An array in a device's memory, C-contiguous, of a type that hpds takes.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/cuda/device.hpp"
#include "parallel/dtype.hpp"

namespace hpds {

using Shape = std::vector<std::int64_t>;

struct DeviceArray {
    DType dtype;
    Shape shape;
    cuda::Place place;             // of the work that makes its content
    std::shared_ptr<void> memory;  // owned, or kept alive for its owner

    std::size_t size() const;  // elements
    std::size_t bytes() const;
    void* data() const { return memory.get(); }
    template <class T>
    T* as() const {
        return static_cast<T*>(memory.get());
    }
};

std::size_t item_size(DType dtype);

// "f4" and its kin, as NumPy writes them without byte order. Throws pybind11::type_error for
// others.
DType dtype_of(const std::string& code);
std::string code_of(DType dtype);

// New memory; what is in it is made by work in the place's stream.
DeviceArray make_array(DType dtype, Shape shape, cuda::Place place);

// Memory of `owner`, which is kept alive.
DeviceArray borrowed(std::uintptr_t address, const std::string& code, Shape shape,
                     cuda::Place place, pybind11::object owner);

// Memory of a DLPack capsule, which is taken. Throws pybind11::type_error and
// pybind11::value_error for what is not a dense array of a device.
DeviceArray from_dlpack(const pybind11::capsule& capsule, std::uintptr_t stream);

// A capsule, with a version or without.
pybind11::capsule to_dlpack(const DeviceArray& array, bool versioned);

}  // namespace hpds
