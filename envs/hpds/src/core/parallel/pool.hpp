// Work in numbered blocks on a chosen number of threads.
#pragma once

#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace hpds {

class Pool {
  public:
    explicit Pool(int threads) : threads_(threads) {
        if (threads > 1) {
            // TBB prints a warning when asked for more threads than there are processors.
            arena_ = std::make_unique<tbb::task_arena>(
                std::min(threads, tbb::info::default_concurrency()));
        }
    }

    int threads() const { return threads_; }

    // Runs `function` where the standard library's parallel algorithms keep to our thread count.
    template <class Function>
    void run(Function function) {
        if (arena_ == nullptr) {
            arena_ = std::make_unique<tbb::task_arena>(1);
        }
        arena_->execute(function);
    }

    // Calls function(0) ... function(count - 1), in any order. The blocks must not depend on the
    // thread count where their rounding shows in the result. `function` must not throw.
    template <class Function>
    void blocks(std::size_t count, Function function) {
        // The type is erased here, since each instance of a parallel algorithm is slow to compile.
        run_blocks(
            count, [](void* self, std::size_t index) { (*static_cast<Function*>(self))(index); },
            &function);
    }

    // Calls function(begin, end) for ranges of at most `size` elements that cover [0, total).
    template <class Function>
    void ranges(std::size_t total, std::size_t size, Function function) {
        blocks((total + size - 1) / size, [=](std::size_t block) {
            function(block * size, std::min(total, (block + 1) * size));
        });
    }

  private:
    void run_blocks(std::size_t count, void (*function)(void*, std::size_t), void* self);

    int threads_;
    std::unique_ptr<tbb::task_arena> arena_;
};

// Rows shorter than this are worked on whole, several at once, by one thread each.
inline constexpr std::size_t long_row = std::size_t{1} << 16;

// Calls function(row, pool) for each row. Long rows come one by one with all threads; short ones
// in parallel, each with a pool of one thread. `function` must not throw in the second case other
// than for want of memory, which ends the process as in any parallel standard algorithm.
template <class Function>
void for_each_row(std::size_t rows, std::size_t length, int threads, Function function) {
    Pool pool(rows * length < long_row / 4 ? 1 : threads);
    if (length >= long_row || pool.threads() == 1) {
        for (std::size_t row = 0; row < rows; ++row) {
            function(row, pool);
        }
        return;
    }
    const std::size_t together =
        std::max<std::size_t>(1, long_row / 4 / std::max<std::size_t>(1, length));
    pool.ranges(rows, together, [&](std::size_t begin, std::size_t end) {
        Pool alone(1);
        for (std::size_t row = begin; row < end; ++row) {
            function(row, alone);
        }
    });
}

}  // namespace hpds
