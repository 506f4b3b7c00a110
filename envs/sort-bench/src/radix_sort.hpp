// Radix sort, least significant byte first: stable, with one buffer of the size of the data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace sort_bench {

// Unsigned integers in the order of the values. Floats order by sign, then by their bits; NaN is
// not expected.
template <class T>
auto radix_key(T value) {
    using Key = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    constexpr Key sign = Key{1} << (8 * sizeof(T) - 1);
    Key bits;
    std::memcpy(&bits, &value, sizeof bits);
    if constexpr (std::is_floating_point_v<T>) {
        return (bits & sign) != 0 ? static_cast<Key>(~bits) : static_cast<Key>(bits | sign);
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<Key>(bits ^ sign);
    } else {
        return bits;
    }
}

template <class T>
void radix_sort(T* values, std::size_t count) {
    constexpr std::size_t bytes = sizeof(T);
    std::array<std::array<std::size_t, 256>, bytes> counts{};
    for (std::size_t i = 0; i < count; ++i) {
        auto key = radix_key(values[i]);
        for (std::size_t byte = 0; byte < bytes; ++byte, key >>= 8) {
            ++counts[byte][key & 0xFF];
        }
    }
    const std::unique_ptr<T[]> buffer(new T[count]);
    T* from = values;
    T* to = buffer.get();
    for (std::size_t byte = 0; byte < bytes; ++byte) {
        std::array<std::size_t, 256> next;
        std::size_t sum = 0;
        bool one_kind = false;  // then this byte orders nothing
        for (std::size_t kind = 0; kind < 256; ++kind) {
            next[kind] = sum;
            sum += counts[byte][kind];
            one_kind = one_kind || counts[byte][kind] == count;
        }
        if (one_kind) {
            continue;
        }
        for (std::size_t i = 0; i < count; ++i) {
            to[next[radix_key(from[i]) >> (8 * byte) & 0xFF]++] = from[i];
        }
        std::swap(from, to);
    }
    if (from != values) {
        std::memcpy(values, from, count * sizeof(T));
    }
}

}  // namespace sort_bench
