// Element types, and how a run-time type selects a template.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace hpds {

enum class DType { i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 };

template <class T>
struct Type {
    using type = T;
};

// Calls `function(Type<T>{})` with the T that `dtype` stands for.
template <class Function>
decltype(auto) dispatch(DType dtype, Function&& function) {
    switch (dtype) {
        case DType::i8:
            return function(Type<std::int8_t>{});
        case DType::i16:
            return function(Type<std::int16_t>{});
        case DType::i32:
            return function(Type<std::int32_t>{});
        case DType::i64:
            return function(Type<std::int64_t>{});
        case DType::u8:
            return function(Type<std::uint8_t>{});
        case DType::u16:
            return function(Type<std::uint16_t>{});
        case DType::u32:
            return function(Type<std::uint32_t>{});
        case DType::u64:
            return function(Type<std::uint64_t>{});
        case DType::f32:
            return function(Type<float>{});
        case DType::f64:
            return function(Type<double>{});
    }
    throw std::invalid_argument("dtype is " + std::to_string(static_cast<int>(dtype)) +
                                ", must be one of the enumerators");
}

}  // namespace hpds
