// Keys that a radix sort orders, and back: the order of NumPy, to the bit of every number.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "parallel/host_device.hpp"
#include "parallel/keys.hpp"

namespace hpds::cuda {

// Two widths to compile for ten types; a radix sort looks only at as many bits as the type has.
template <class T>
using SortKey = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T>
inline constexpr int key_bits = 8 * sizeof(T);

// Unlike key_of, this can be turned back: -0.0 comes before 0.0, and NaNs come last, by what they
// carry. They lose their sign.
template <class T>
HPDS_HOST_DEVICE SortKey<T> sort_key(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        using K = Key<T>;
        constexpr K sign = static_cast<K>(K{1} << (8 * sizeof(T) - 1));
        K bits;
        memcpy(&bits, &value, sizeof bits);
        if (value != value) {
            bits = static_cast<K>(bits & ~sign);
        }
        return (bits & sign) != 0 ? static_cast<K>(~bits) : static_cast<K>(bits | sign);
    } else {
        return key_of(value);
    }
}

template <class T>
HPDS_HOST_DEVICE T sorted_value(SortKey<T> wide) {
    using K = Key<T>;
    constexpr K sign = static_cast<K>(K{1} << (8 * sizeof(T) - 1));
    const K key = static_cast<K>(wide);
    if constexpr (std::is_floating_point_v<T>) {
        const K bits = (key & sign) != 0 ? static_cast<K>(key ^ sign) : static_cast<K>(~key);
        T value;
        memcpy(&value, &bits, sizeof value);
        return value;
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<T>(key ^ sign);
    } else {
        return key;
    }
}

}  // namespace hpds::cuda
