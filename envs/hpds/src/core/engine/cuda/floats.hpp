// How a run-time type selects a template where there is one for floats alone.
#pragma once

#include <stdexcept>
#include <string>

#include "parallel/dtype.hpp"

namespace hpds::cuda {

template <class Function>
void dispatch_floats(const char* operation, DType dtype, Function&& function) {
    if (dtype == DType::f32) {
        function(Type<float>{});
    } else if (dtype == DType::f64) {
        function(Type<double>{});
    } else {
        throw std::invalid_argument(std::string(operation) + ": dtype is " +
                                    std::to_string(static_cast<int>(dtype)) +
                                    ", must be f32 or f64");
    }
}

}  // namespace hpds::cuda
