// Highway's sort for elements of 32 bits.
#include "parallel/vqsort.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "parallel/vqsort32.cpp"
// AVX-512 is left out: partitioning 32-bit lanes with it stores through a compress mask, which Zen
// 4 runs in microcode. Measured there for a million floats: 36 ms, against 6.3 ms with AVX2.
#define HWY_DISABLED_TARGETS (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again for each instruction set.
#include "parallel/vqsort-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace hpds {
namespace HWY_NAMESPACE {

void sort_f32(float* values, std::size_t count) {
    sort_ascending(values, count);
}
void sort_i32(std::int32_t* values, std::size_t count) {
    sort_ascending(values, count);
}
void sort_u32(std::uint32_t* values, std::size_t count) {
    sort_ascending(values, count);
}

bool part_f32(Parting<float>& parting, float bound) {
    return part_some_values(parting, bound);
}
bool part_i32(Parting<std::int32_t>& parting, std::int32_t bound) {
    return part_some_values(parting, bound);
}
bool part_u32(Parting<std::uint32_t>& parting, std::uint32_t bound) {
    return part_some_values(parting, bound);
}

Special special_f32(const float* values, std::size_t count) {
    return special_values(values, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace hpds
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hpds {

HWY_EXPORT(sort_f32);
HWY_EXPORT(sort_i32);
HWY_EXPORT(sort_u32);
HWY_EXPORT(part_f32);
HWY_EXPORT(part_i32);
HWY_EXPORT(part_u32);
HWY_EXPORT(special_f32);

void vqsort(float* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_f32)(values, count);
}
void vqsort(std::int32_t* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_i32)(values, count);
}
void vqsort(std::uint32_t* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(sort_u32)(values, count);
}

bool part_some(Parting<float>& parting, float bound) {
    return HWY_DYNAMIC_DISPATCH(part_f32)(parting, bound);
}
bool part_some(Parting<std::int32_t>& parting, std::int32_t bound) {
    return HWY_DYNAMIC_DISPATCH(part_i32)(parting, bound);
}
bool part_some(Parting<std::uint32_t>& parting, std::uint32_t bound) {
    return HWY_DYNAMIC_DISPATCH(part_u32)(parting, bound);
}

Special count_special(const float* values, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(special_f32)(values, count);
}

}  // namespace hpds
#endif
