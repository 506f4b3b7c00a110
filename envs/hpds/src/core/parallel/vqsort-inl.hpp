// The body of vqsort32.cpp and vqsort64.cpp, compiled once for each instruction set: no include
// guard but Highway's, which lets each of those passes in.
#if defined(HPDS_VQSORT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef HWY_TARGET_TOGGLE
#undef HPDS_VQSORT_INL
#else
#define HPDS_VQSORT_INL
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <hwy/highway.h>

// After highway.h, which sets what these two stand on.
#include <hwy/contrib/sort/traits-inl.h>
#include <hwy/contrib/sort/vqsort-inl.h>

HWY_BEFORE_NAMESPACE();
namespace hpds {
namespace HWY_NAMESPACE {

#if HWY_MAJOR == 1 && HWY_MINOR == 0

// Highway 1.0 takes the greatest finite value for the last one, so that infinities become finite,
// and `value - epsilon` for the one before `value`, so that neighbours closer than that change
// places. Integers are right in it.
template <class T>
struct Ascending : hwy::HWY_NAMESPACE::detail::OrderAscending<T> {
    template <class D>
    HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> FirstValue(D tag) const {
        return Set(tag, -std::numeric_limits<T>::infinity());
    }

    template <class D>
    HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> LastValue(D tag) const {
        return Set(tag, std::numeric_limits<T>::infinity());
    }

    // All lanes are the same value.
    template <class D>
    HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> PrevValue(D tag, hwy::HWY_NAMESPACE::Vec<D> value) const {
        return Set(tag, std::nextafter(hwy::HWY_NAMESPACE::GetLane(value),
                                       -std::numeric_limits<T>::infinity()));
    }
};

template <class T>
void sort_ascending(T* values, std::size_t count) {
    namespace hn = hwy::HWY_NAMESPACE;
    using Order = std::conditional_t<std::is_floating_point_v<T>, Ascending<T>,
                                     hn::detail::OrderAscending<T>>;
    const hn::SortTag<T> tag;
    const hn::detail::SharedTraits<hn::detail::TraitsLane<Order>> traits;
    HWY_ALIGN T buffer[hwy::SortConstants::BufNum<T>(HWY_LANES(T))];
    hn::Sort(tag, traits, values, count, buffer);
}

#else

template <class T>
void sort_ascending(T* values, std::size_t count) {
#if VQSORT_ENABLED
    hwy::HWY_NAMESPACE::VQSortStatic(values, count, hwy::SortAscending());
#else
    std::sort(values, values + count);  // where there are no vectors, it aborts
#endif
}

#endif

template <class T>
bool part_some_values(Parting<T>& parting, T bound) {
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<T> tag;
    const std::size_t lanes = hn::Lanes(tag);
    static_assert(HWY_MAX_BYTES / sizeof(T) <= Parting<T>::room, "a vector fits into the room");
    const auto bounds = hn::Set(tag, bound);
    T* const values = parting.values;
    std::size_t low = parting.low, left = parting.left, right = parting.right, high = parting.high;
    for (std::size_t seen = 0; seen < std::size_t{1} << 20 && right - left >= lanes;
         seen += lanes) {
        // From the side where less was read, so that there is room for a vector at both.
        const bool from_left = left - low <= high - right;
        right -= from_left ? 0 : lanes;
        const auto vector = hn::LoadU(tag, values + (from_left ? left : right));
        left += from_left ? lanes : 0;
        const auto below = hn::Lt(vector, bounds);
        const std::size_t belows = hn::CountTrue(tag, below);
        if constexpr (hn::CompressIsPartition<T>::value) {
            const auto both = hn::Compress(vector, below);
            hn::StoreU(both, tag, values + low);
            hn::StoreU(both, tag, values + high - lanes);
        } else {
            hn::CompressBlendedStore(vector, below, tag, values + low);
            hn::CompressBlendedStore(vector, hn::Not(below), tag, values + high - (lanes - belows));
        }
        low += belows;
        high -= lanes - belows;
    }
    parting.low = low;
    parting.left = left;
    parting.right = right;
    parting.high = high;
    return right - left >= lanes;
}

// With vectors by hand: for doubles, GCC makes no vector code of the plain loop below.
template <class T>
Special special_values(const T* values, std::size_t count) {
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<T> tag;
    const hn::RebindToUnsigned<decltype(tag)> bits;
    const auto negative_zero = BitCast(bits, Set(tag, -T{0}));
    Special special;
    std::size_t i = 0;
    for (; i + Lanes(tag) <= count; i += Lanes(tag)) {
        const auto value = LoadU(tag, values + i);
        special.nans += CountTrue(tag, IsNaN(value));
        special.negative_zeros += CountTrue(bits, Eq(BitCast(bits, value), negative_zero));
    }
    for (; i < count; ++i) {
        special.nans += values[i] != values[i];
        special.negative_zeros += values[i] == 0 && std::signbit(values[i]);
    }
    return special;
}

}  // namespace HWY_NAMESPACE
}  // namespace hpds
HWY_AFTER_NAMESPACE();

#endif
