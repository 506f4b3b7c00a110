#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/tabulate_output_iterator.h>
#include <thrust/iterator/transform_iterator.h>

#include <cub/device/device_scan.cuh>

#include "engine/cuda/engine.hpp"
#include "engine/cuda/fold.hpp"

namespace hpds::cuda {

void inclusive_scan(Operation operation, DType dtype, const void* x, std::size_t count, void* out,
                    Place place) {
    with_fold(operation, dtype, x, out, [&](auto fold, auto load, auto store) {
        const auto values =
            thrust::make_transform_iterator(thrust::counting_iterator<std::size_t>(0), load);
        HPDS_CUB_TRY(place,
                     cub::DeviceScan::InclusiveScan(scratch, scratch_bytes, values,
                                                    thrust::make_tabulate_output_iterator(store),
                                                    fold, count, place.stream));
    });
}

}  // namespace hpds::cuda
