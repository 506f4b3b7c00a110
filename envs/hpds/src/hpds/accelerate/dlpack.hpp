// The structures of DLPack 1.0, by which libraries hand arrays to each other: an ABI, so names and
// order are its own.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hpds::dlpack {

enum DeviceType : std::int32_t { cpu = 1, cuda = 2, cuda_managed = 13 };

enum TypeCode : std::uint8_t { signed_integer = 0, unsigned_integer = 1, floating = 2 };

struct Device {
    std::int32_t type;
    std::int32_t number;
};

struct DataType {
    std::uint8_t code;
    std::uint8_t bits;
    std::uint16_t lanes;
};

struct Tensor {
    void* data;
    Device device;
    std::int32_t ndim;
    DataType dtype;
    std::int64_t* shape;
    std::int64_t* strides;  // in elements; null for C order
    std::uint64_t byte_offset;
};

struct Managed {
    Tensor tensor;
    void* context;
    void (*deleter)(Managed*);
};

struct Version {
    std::uint32_t major, minor;
};

struct ManagedVersioned {
    Version version;
    void* context;
    void (*deleter)(ManagedVersioned*);
    std::uint64_t flags;
    Tensor tensor;
};

// Of the capsule that holds one, before and after somebody took it.
template <class M>
struct Names;
template <>
struct Names<Managed> {
    static constexpr const char *offered = "dltensor", *used = "used_dltensor";
};
template <>
struct Names<ManagedVersioned> {
    static constexpr const char *offered = "dltensor_versioned", *used = "used_dltensor_versioned";
};

}  // namespace hpds::dlpack
