#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/tabulate_output_iterator.h>

#include <cub/device/device_reduce.cuh>

#include "engine/cuda/engine.hpp"
#include "engine/cuda/fold.hpp"

namespace hpds::cuda {

void reduce(Operation operation, DType dtype, const void* x, std::size_t count, void* out,
            Place place) {
    with_fold(operation, dtype, x, out, [&](auto fold, auto load, auto store) {
        const auto identity = fold.template identity<decltype(load(0))>();
        HPDS_CUB_TRY(place, cub::DeviceReduce::TransformReduce(
                                scratch, scratch_bytes, thrust::counting_iterator<std::size_t>(0),
                                thrust::make_tabulate_output_iterator(store), count, fold, load,
                                identity, place.stream));
    });
}

}  // namespace hpds::cuda
