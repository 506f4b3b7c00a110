// Unsigned keys whose order is NumPy's order of the values: NaN last, -0.0 equal to 0.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "parallel/host_device.hpp"

namespace hpds {

template <class T>
using Key = std::conditional_t<
    sizeof(T) == 8, std::uint64_t,
    std::conditional_t<sizeof(T) == 4, std::uint32_t,
                       std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint8_t>>>;

template <class T>
HPDS_HOST_DEVICE Key<T> key_of(T value) {
    using K = Key<T>;
    constexpr K sign = static_cast<K>(K{1} << (8 * sizeof(T) - 1));
    if constexpr (std::is_unsigned_v<T>) {
        return value;
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<K>(static_cast<K>(value) ^ sign);
    } else {
        if (value != value) {
            return static_cast<K>(~K{0});
        }
        value += T{0};  // turns -0.0 into 0.0
        K bits;
        std::memcpy(&bits, &value, sizeof bits);
        return (bits & sign) != 0 ? ~bits : bits | sign;
    }
}

// The value with that key; all NaNs have one key, and become one NaN.
template <class T>
T value_of(Key<T> key) {
    using K = Key<T>;
    constexpr K sign = static_cast<K>(K{1} << (8 * sizeof(T) - 1));
    if constexpr (std::is_unsigned_v<T>) {
        return key;
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(key ^ sign);
    } else {
        if (key == std::numeric_limits<K>::max()) {
            return std::numeric_limits<T>::quiet_NaN();
        }
        const K bits = (key & sign) != 0 ? key ^ sign : ~key;
        T value;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
}

// A value's key and its place: unique, so that any sort of these is a stable sort of the values.
struct Placed {
    std::uint64_t key;
    std::size_t place;

    bool operator<(const Placed& other) const {
        return key != other.key ? key < other.key : place < other.place;
    }
};

}  // namespace hpds
