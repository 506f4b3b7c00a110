#include "parallel/pool.hpp"

#include <execution>
#include <numeric>
#include <vector>

namespace hpds {

void Pool::run_blocks(std::size_t count, void (*function)(void*, std::size_t), void* self) {
    if (threads_ == 1 || count < 2) {
        for (std::size_t index = 0; index < count; ++index) {
            function(self, index);
        }
        return;
    }
    std::vector<std::size_t> indices(count);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    run([&] {
        std::for_each(std::execution::par, indices.begin(), indices.end(),
                      [=](std::size_t index) { function(self, index); });
    });
}

}  // namespace hpds
