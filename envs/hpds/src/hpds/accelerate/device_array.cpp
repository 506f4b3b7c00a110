#include "device_array.hpp"

#include <array>
#include <type_traits>
#include <utility>

#include "dlpack.hpp"

namespace py = pybind11;

namespace hpds {
namespace {

struct Entry {
    DType dtype;
    const char* code;
    dlpack::DataType dlpack;
};

constexpr std::array<Entry, 10> entries{{
    {DType::i8, "i1", {dlpack::signed_integer, 8, 1}},
    {DType::i16, "i2", {dlpack::signed_integer, 16, 1}},
    {DType::i32, "i4", {dlpack::signed_integer, 32, 1}},
    {DType::i64, "i8", {dlpack::signed_integer, 64, 1}},
    {DType::u8, "u1", {dlpack::unsigned_integer, 8, 1}},
    {DType::u16, "u2", {dlpack::unsigned_integer, 16, 1}},
    {DType::u32, "u4", {dlpack::unsigned_integer, 32, 1}},
    {DType::u64, "u8", {dlpack::unsigned_integer, 64, 1}},
    {DType::f32, "f4", {dlpack::floating, 32, 1}},
    {DType::f64, "f8", {dlpack::floating, 64, 1}},
}};

const Entry& entry_of(DType dtype) {
    return entries.at(static_cast<std::size_t>(dtype));
}

// The last reference may go in a thread that does not hold the interpreter.
std::shared_ptr<void> kept_alive(void* data, py::object owner) {
    return {data, [kept = new py::object(std::move(owner))](void*) {
                const py::gil_scoped_acquire gil;
                delete kept;
            }};
}

bool is_dense(const dlpack::Tensor& tensor) {
    std::int64_t expected = 1;
    for (int axis = tensor.ndim - 1; tensor.strides != nullptr && axis >= 0; --axis) {
        if (tensor.shape[axis] == 0) {
            return true;
        }
        if (tensor.shape[axis] != 1 && tensor.strides[axis] != expected) {
            return false;
        }
        expected *= tensor.shape[axis];
    }
    return true;
}

template <class M>
DeviceArray taken(const py::capsule& capsule, cudaStream_t stream) {
    auto* const managed =
        static_cast<M*>(PyCapsule_GetPointer(capsule.ptr(), dlpack::Names<M>::offered));
    if (managed == nullptr) {
        throw py::error_already_set();
    }
    const dlpack::Tensor& tensor = managed->tensor;
    if (tensor.device.type != dlpack::cuda && tensor.device.type != dlpack::cuda_managed) {
        throw py::value_error("DLPack's device type is " + std::to_string(tensor.device.type) +
                              ", must be CUDA's, 2 or 13");
    }
    const Entry* found = nullptr;
    for (const Entry& entry : entries) {
        if (entry.dlpack.code == tensor.dtype.code && entry.dlpack.bits == tensor.dtype.bits &&
            tensor.dtype.lanes == 1) {
            found = &entry;
        }
    }
    if (found == nullptr) {
        throw py::type_error("DLPack's type is (code " + std::to_string(tensor.dtype.code) + ", " +
                             std::to_string(tensor.dtype.bits) + " bits, " +
                             std::to_string(tensor.dtype.lanes) +
                             " lanes), must be int8 to int64, uint8 to uint64, float32 or float64");
    }
    if (!is_dense(tensor)) {
        throw py::value_error("is not C-contiguous; copy it");
    }
    // From here on it is ours; its owner's deleter is called instead of the capsule's.
    if (PyCapsule_SetName(capsule.ptr(), dlpack::Names<M>::used) != 0) {
        throw py::error_already_set();
    }
    void* const data = static_cast<char*>(tensor.data) + tensor.byte_offset;
    std::shared_ptr<void> memory(data, [managed](void*) {
        const py::gil_scoped_acquire gil;
        if (managed->deleter != nullptr) {
            managed->deleter(managed);
        }
    });
    return {found->dtype, Shape(tensor.shape, tensor.shape + tensor.ndim),
            cuda::Place{tensor.device.number, stream}, std::move(memory)};
}

// What a capsule of ours points to.
template <class M>
struct Exported {
    M managed{};
    Shape shape, strides;
    std::shared_ptr<void> memory;
};

template <class M>
py::capsule offered(const DeviceArray& array) {
    auto exported = std::make_unique<Exported<M>>();
    exported->shape = array.shape;
    exported->strides = array.shape;
    std::int64_t stride = 1;
    for (std::size_t axis = array.shape.size(); axis-- > 0;) {
        exported->strides[axis] = stride;
        stride *= array.shape[axis];
    }
    exported->memory = array.memory;
    M& managed = exported->managed;
    managed.tensor = {array.data(),
                      {dlpack::cuda, array.place.device},
                      static_cast<std::int32_t>(array.shape.size()),
                      entry_of(array.dtype).dlpack,
                      exported->shape.data(),
                      exported->strides.data(),
                      0};
    managed.context = exported.get();
    managed.deleter = [](M* self) { delete static_cast<Exported<M>*>(self->context); };
    if constexpr (std::is_same_v<M, dlpack::ManagedVersioned>) {
        managed.version = {1, 0};
    }
    // Whoever takes it renames it; a capsule that nobody took deletes it.
    PyObject* const capsule =
        PyCapsule_New(&managed, dlpack::Names<M>::offered, [](PyObject* self) {
            if (PyCapsule_IsValid(self, dlpack::Names<M>::offered) != 0) {
                auto* const kept =
                    static_cast<M*>(PyCapsule_GetPointer(self, dlpack::Names<M>::offered));
                kept->deleter(kept);
            }
        });
    if (capsule == nullptr) {
        throw py::error_already_set();
    }
    static_cast<void>(exported.release());
    return py::reinterpret_steal<py::capsule>(capsule);
}

}  // namespace

std::size_t DeviceArray::size() const {
    std::size_t product = 1;
    for (const std::int64_t length : shape) {
        product *= static_cast<std::size_t>(length);
    }
    return product;
}

std::size_t DeviceArray::bytes() const {
    return size() * item_size(dtype);
}

std::size_t item_size(DType dtype) {
    return entry_of(dtype).dlpack.bits / 8U;
}

DType dtype_of(const std::string& code) {
    for (const Entry& entry : entries) {
        if (code == entry.code) {
            return entry.dtype;
        }
    }
    throw py::type_error("dtype is " + code + ", must be one of i1 to i8, u1 to u8, f4, f8");
}

std::string code_of(DType dtype) {
    return entry_of(dtype).code;
}

DeviceArray make_array(DType dtype, Shape shape, cuda::Place place) {
    DeviceArray array{dtype, std::move(shape), place, nullptr};
    array.memory = cuda::make_result(array.bytes(), place);
    return array;
}

DeviceArray borrowed(std::uintptr_t address, const std::string& code, Shape shape,
                     cuda::Place place, py::object owner) {
    return {dtype_of(code), std::move(shape), place,
            kept_alive(reinterpret_cast<void*>(address), std::move(owner))};
}

DeviceArray from_dlpack(const py::capsule& capsule, std::uintptr_t stream) {
    auto* const handle = reinterpret_cast<cudaStream_t>(stream);
    if (PyCapsule_IsValid(capsule.ptr(), dlpack::Names<dlpack::ManagedVersioned>::offered) != 0) {
        return taken<dlpack::ManagedVersioned>(capsule, handle);
    }
    return taken<dlpack::Managed>(capsule, handle);
}

py::capsule to_dlpack(const DeviceArray& array, bool versioned) {
    return versioned ? offered<dlpack::ManagedVersioned>(array) : offered<dlpack::Managed>(array);
}

}  // namespace hpds
