// Highway's sort for elements of 64 bits.
#include "parallel/vqsort.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "parallel/vqsort64.cpp"
// AVX-512 stays in: 64-bit lanes are half as many, and its native 64-bit minimum and maximum
// outweigh the slow compressing stores of Zen 4. Measured there for a million doubles: 8.7 ms, 10.8
// ms with AVX2.
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again for each instruction set.
#include "parallel/vqsort-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace hpds {
namespace HWY_NAMESPACE {

void sort_f64(double* values, std::size_t count) {
    sort_ascending(values, count);
}
void sort_i64(std::int64_t* values, std::size_t count) {
    sort_ascending(values, count);
}
void sort_u64(std::uint64_t* values, std::size_t count) {
    sort_ascending(values, count);
}

bool part_f64(Parting<double>& parting, double bound) {
    return part_some_values(parting, bound);
}
bool part_i64(Parting<std::int64_t>& parting, std::int64_t bound) {
    return part_some_values(parting, bound);
}
bool part_u64(Parting<std::uint64_t>& parting, std::uint64_t bound) {
    return part_some_values(parting, bound);
}

Special special_f64(const double* values, std::size_t count) {
    return special_values(values, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace hpds
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hpds {

HWY_EXPORT(sort_f64);
HWY_EXPORT(sort_i64);
HWY_EXPORT(sort_u64);
HWY_EXPORT(part_f64);
HWY_EXPORT(part_i64);
HWY_EXPORT(part_u64);
HWY_EXPORT(special_f64);

void vqsort(double* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_f64)(values, count);
}
void vqsort(std::int64_t* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_i64)(values, count);
}
void vqsort(std::uint64_t* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_u64)(values, count);
}

bool part_some(Parting<double>& parting, double bound) {
    return HWY_DYNAMIC_DISPATCH(part_f64)(parting, bound);
}
bool part_some(Parting<std::int64_t>& parting, std::int64_t bound) {
    return HWY_DYNAMIC_DISPATCH(part_i64)(parting, bound);
}
bool part_some(Parting<std::uint64_t>& parting, std::uint64_t bound) {
    return HWY_DYNAMIC_DISPATCH(part_u64)(parting, bound);
}

Special count_special(const double* values, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(special_f64)(values, count);
}

}  // namespace hpds
#endif
