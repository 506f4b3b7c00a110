// Memory for intermediate results: not initialised, and in huge pages where the system has them.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace hpds {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};

template <class T>
using Scratch = std::unique_ptr<T[], Free>;

// Throws std::bad_alloc. A large buffer is read and written once or twice, so the faults of its
// small pages would cost more than the work that is done on them.
template <class T>
Scratch<T> make_scratch(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>, "nothing constructs the elements");
    constexpr std::size_t huge_page = std::size_t{1} << 21;
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) {
        throw std::bad_alloc();
    }
    const std::size_t alignment = count * sizeof(T) < 2 * huge_page ? 64 : huge_page;
    const std::size_t bytes = (count * sizeof(T) / alignment + 1) * alignment;
    void* const memory = std::aligned_alloc(alignment, bytes);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
#ifdef MADV_HUGEPAGE
    if (alignment == huge_page) {
        madvise(memory, bytes, MADV_HUGEPAGE);  // advice: without effect where there are none
    }
#endif
    return Scratch<T>(static_cast<T*>(memory));
}

}  // namespace hpds
