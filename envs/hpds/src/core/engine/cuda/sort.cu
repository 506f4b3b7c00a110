// sort, argsort and top_k: a radix sort of keys, whose order is that of the values.
#include <cub/device/device_radix_sort.cuh>

#include "engine/cuda/engine.hpp"
#include "engine/cuda/launch.hpp"
#include "engine/cuda/order.hpp"

namespace hpds::cuda {
namespace {

template <class T>
__global__ void __launch_bounds__(threads)
    keys_kernel(const T* __restrict__ values, SortKey<T>* __restrict__ keys, std::size_t count) {
    for_each(count, [=](std::size_t i) { keys[i] = sort_key(values[i]); });
}

template <class T>
__global__ void __launch_bounds__(threads)
    values_kernel(const SortKey<T>* __restrict__ keys, T* __restrict__ values, std::size_t count) {
    for_each(count, [=](std::size_t i) { values[i] = sorted_value<T>(keys[i]); });
}

// Keys in which equal values are equal, with their places; `flip` turns the order round.
template <class T>
__global__ void __launch_bounds__(threads)
    places_kernel(const T* __restrict__ values, Key<T> flip, SortKey<T>* __restrict__ keys,
                  std::int64_t* __restrict__ places, std::size_t count) {
    for_each(count, [=](std::size_t i) {
        keys[i] = static_cast<Key<T>>(key_of(values[i]) ^ flip);
        places[i] = static_cast<std::int64_t>(i);
    });
}

template <class T>
__global__ void __launch_bounds__(threads)
    gather_kernel(const T* __restrict__ values, const std::int64_t* __restrict__ places,
                  T* __restrict__ out, std::size_t count) {
    for_each(count, [=](std::size_t i) { out[i] = values[places[i]]; });
}

// One instance for each width, not for each type.
template <class K>
void sort_keys(const K* keys, K* sorted, std::size_t count, int bits, Place place) {
    HPDS_CUB_TRY(place, cub::DeviceRadixSort::SortKeys(scratch, scratch_bytes, keys, sorted, count,
                                                       0, bits, place.stream));
}

template <class K>
void sort_pairs(const K* keys, K* sorted, const std::int64_t* places, std::int64_t* sorted_places,
                std::size_t count, int bits, Place place) {
    HPDS_CUB_TRY(place,
                 cub::DeviceRadixSort::SortPairs(scratch, scratch_bytes, keys, sorted, places,
                                                 sorted_places, count, 0, bits, place.stream));
}

template <class T>
void order(const T* x, Key<T> flip, std::int64_t* indices, std::size_t count, Place place) {
    using K = SortKey<T>;
    const Scratch keys(count * sizeof(K), place), sorted(count * sizeof(K), place);
    const Scratch places(count * sizeof(std::int64_t), place);
    places_kernel<<<blocks_for(count), threads, 0, place.stream>>>(
        x, flip, keys.as<K>(), places.as<std::int64_t>(), count);
    HPDS_CUDA_TRY(cudaGetLastError());
    sort_pairs(keys.as<K>(), sorted.as<K>(), places.as<std::int64_t>(), indices, count, key_bits<T>,
               place);
}

}  // namespace

void sort(DType dtype, const void* x, void* out, std::size_t count, Place place) {
    dispatch(dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        using K = SortKey<T>;
        const Scratch keys(count * sizeof(K), place), sorted(count * sizeof(K), place);
        keys_kernel<<<blocks_for(count), threads, 0, place.stream>>>(static_cast<const T*>(x),
                                                                     keys.as<K>(), count);
        HPDS_CUDA_TRY(cudaGetLastError());
        sort_keys(keys.as<K>(), sorted.as<K>(), count, key_bits<T>, place);
        values_kernel<<<blocks_for(count), threads, 0, place.stream>>>(sorted.as<K>(),
                                                                       static_cast<T*>(out), count);
        HPDS_CUDA_TRY(cudaGetLastError());
    });
}

void argsort(DType dtype, const void* x, std::int64_t* indices, std::size_t count, Place place) {
    dispatch(dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        order(static_cast<const T*>(x), Key<T>{0}, indices, count, place);
    });
}

// A full sort: CUB of CUDA 13.0 (CCCL 3.0) has no DeviceTopK.
void top_k(DType dtype, const void* x, std::size_t count, bool largest, std::size_t k, void* values,
           std::int64_t* indices, Place place) {
    dispatch(dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        const auto flip = static_cast<Key<T>>(largest ? ~Key<T>{0} : Key<T>{0});
        const Scratch all(count * sizeof(std::int64_t), place);
        order(static_cast<const T*>(x), flip, all.as<std::int64_t>(), count, place);
        gather_kernel<<<blocks_for(k), threads, 0, place.stream>>>(
            static_cast<const T*>(x), all.as<std::int64_t>(), static_cast<T*>(values), k);
        HPDS_CUDA_TRY(cudaGetLastError());
        HPDS_CUDA_TRY(cudaMemcpyAsync(indices, all.data(), k * sizeof(std::int64_t),
                                      cudaMemcpyDeviceToDevice, place.stream));
    });
}

}  // namespace hpds::cuda
