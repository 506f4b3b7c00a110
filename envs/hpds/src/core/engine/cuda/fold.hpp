// The operations of reduce and inclusive_scan for CUB, with the types and results of the CPU
// engine.
//
// Elements are read and written by a type known at run time, and folded in one of three wide ones:
// each is a quarter of the kernels to compile and to ship, and memory is what takes the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "parallel/algorithms.hpp"
#include "parallel/host_device.hpp"

namespace hpds::cuda {

// Element i of an array of integers, converted. Negative integers keep their value modulo 2^64.
template <class W>
struct Load {
    const void* data;
    DType dtype;

    HPDS_HOST_DEVICE W operator()(std::size_t i) const {
        switch (dtype) {
            case DType::i8:
                return at<std::int8_t>(i);
            case DType::i16:
                return at<std::int16_t>(i);
            case DType::i32:
                return at<std::int32_t>(i);
            case DType::i64:
                return at<std::int64_t>(i);
            case DType::u8:
                return at<std::uint8_t>(i);
            case DType::u16:
                return at<std::uint16_t>(i);
            case DType::u32:
                return at<std::uint32_t>(i);
            default:
                return at<std::uint64_t>(i);
        }
    }

    template <class T>
    HPDS_HOST_DEVICE W at(std::size_t i) const {
        return static_cast<W>(static_cast<const T*>(data)[i]);
    }
};

// Writes element i of an array of integers, converted.
template <class W>
struct Store {
    void* data;
    DType dtype;

    HPDS_HOST_DEVICE void operator()(std::size_t i, W value) const {
        switch (dtype) {
            case DType::i8:
            case DType::u8:
                return put<std::uint8_t>(i, value);
            case DType::i16:
            case DType::u16:
                return put<std::uint16_t>(i, value);
            case DType::i32:
            case DType::u32:
                return put<std::uint32_t>(i, value);
            default:
                return put<std::uint64_t>(i, value);
        }
    }

    template <class T>
    HPDS_HOST_DEVICE void put(std::size_t i, W value) const {
        static_cast<T*>(data)[i] = static_cast<T>(value);
    }
};

// Floats are folded in double, and nothing else is.
template <>
HPDS_HOST_DEVICE inline double Load<double>::operator()(std::size_t i) const {
    return dtype == DType::f32 ? at<float>(i) : at<double>(i);
}
template <>
HPDS_HOST_DEVICE inline void Store<double>::operator()(std::size_t i, double value) const {
    return dtype == DType::f32 ? put<float>(i, value) : put<double>(i, value);
}

struct Sum {
    template <class W>
    static constexpr W identity() {
        return 0;
    }
    template <class W>
    HPDS_HOST_DEVICE W operator()(W left, W right) const {
        return left + right;
    }
};

struct Product {
    template <class W>
    static constexpr W identity() {
        return 1;
    }
    template <class W>
    HPDS_HOST_DEVICE W operator()(W left, W right) const {
        return left * right;
    }
};

// NaN wins, as in NumPy.
struct Least {
    template <class W>
    static constexpr W identity() {
        using Limits = std::numeric_limits<W>;
        return Limits::has_infinity ? Limits::infinity() : Limits::max();
    }
    template <class W>
    HPDS_HOST_DEVICE W operator()(W left, W right) const {
        return right < left || right != right ? right : left;
    }
};

struct Greatest {
    template <class W>
    static constexpr W identity() {
        using Limits = std::numeric_limits<W>;
        return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
    }
    template <class W>
    HPDS_HOST_DEVICE W operator()(W left, W right) const {
        return right > left || right != right ? right : left;
    }
};

// Calls function(fold, Load, Store) for the operation on arrays of the dtype: floats in double,
// sums and products of integers in 64 bits without sign, where overflow wraps and has the same
// bits.
template <class Function>
void with_fold(Operation operation, DType dtype, const void* x, void* out,
               const Function& function) {
    const bool orders = operation == Operation::min || operation == Operation::max;
    const DType result = orders ? dtype : accumulator(dtype);
    const auto with_type = [&](auto fold, auto type) {
        using W = typename decltype(type)::type;
        function(fold, Load<W>{x, dtype}, Store<W>{out, result});
    };
    const bool is_float = dtype == DType::f32 || dtype == DType::f64;
    const bool is_signed = !is_float && accumulator(dtype) == DType::i64;
    const auto summed = [&](auto fold) {
        is_float ? with_type(fold, Type<double>{}) : with_type(fold, Type<std::uint64_t>{});
    };
    const auto ordered = [&](auto fold) {
        is_float    ? with_type(fold, Type<double>{})
        : is_signed ? with_type(fold, Type<std::int64_t>{})
                    : with_type(fold, Type<std::uint64_t>{});
    };
    switch (operation) {
        case Operation::sum:
            return summed(Sum{});
        case Operation::prod:
            return summed(Product{});
        case Operation::min:
            return ordered(Least{});
        case Operation::max:
            return ordered(Greatest{});
    }
}

}  // namespace hpds::cuda
