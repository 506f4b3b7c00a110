// Work in numbered blocks on a chosen number of threads.
//
// An exception in one of the threads ends the work of the others and reaches the caller. Where the
// system gives no more threads, those that are there do all the work.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>

#include "parallel/caller.hpp"

namespace hpds {

// How many processors this process may run on.
int processors();

class Pool {
  public:
    // For one thread, whose caller does not interrupt it.
    Pool() : Pool(Caller{1, nullptr}) {}
    explicit Pool(const Caller& caller);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    int threads() const { return caller_.threads; }

    // Throws Interrupted if the work is to end. Cheap enough to call every few microseconds.
    void poll() {
        if (ending_.load(std::memory_order_relaxed)) {
            throw Interrupted();
        }
        if (caller_.interrupted != nullptr && std::this_thread::get_id() == owner_) {
            ask();
        }
    }

    // Calls function(0) ... function(count - 1), in any order. The blocks must not depend on the
    // thread count where their rounding shows in the result. Throws what `function` throws first;
    // some blocks are then left out.
    template <class Function>
    void blocks(std::size_t count, Function function) {
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

    // The same for [begin, end), in this thread and in order: for long work within a block.
    template <class Function>
    void steps(std::size_t begin, std::size_t end, Function function) {
        constexpr std::size_t step = std::size_t{1} << 16;
        while (begin < end) {
            const std::size_t stop = end - begin > step ? begin + step : end;
            function(begin, stop);  // in one place, so that it is inlined
            begin = stop;
            if (begin < end) {
                poll();
            }
        }
    }

  private:
    void ask();
    void run_blocks(std::size_t count, void (*function)(void*, std::size_t), void* self);
    void call_helpers(std::size_t wanted);
    void dismiss_helpers();
    void work() noexcept;
    void fail() noexcept;
    static void help(struct Helper& self) noexcept;

    const Caller caller_;
    const std::thread::id owner_;
    std::int64_t next_question_ = 0;  // in milliseconds of a clock
    std::size_t most_helpers_ = 0;

    // The blocks that threads are working on.
    std::size_t count_ = 0;
    void (*function_)(void*, std::size_t) = nullptr;
    void* self_ = nullptr;
    std::atomic<std::size_t> next_block_{0};
    std::atomic<bool> ending_{false};

    // Guarded by the lock of the helpers.
    std::size_t helpers_ = 0;  // at work
    std::condition_variable last_left_;
    std::exception_ptr error_;  // the first
};

// Rows shorter than this are worked on whole, several at once, by one thread each.
inline constexpr std::size_t long_row = std::size_t{1} << 16;

// Calls function(row, pool) for each row, unless rows are empty. Long rows come one by one with all
// threads; short ones in parallel, each with a pool of one thread.
template <class Function>
void for_each_row(std::size_t rows, std::size_t length, const Caller& caller, Function function) {
    if (length == 0) {
        return;
    }
    Pool pool({rows * length < long_row / 4 ? 1 : caller.threads, caller.interrupted});
    if (length >= long_row) {
        for (std::size_t row = 0; row < rows; ++row) {
            function(row, pool);
        }
        return;
    }
    pool.ranges(rows, std::max<std::size_t>(1, long_row / 4 / length),
                [&](std::size_t begin, std::size_t end) {
                    Pool alone;
                    for (std::size_t row = begin; row < end; ++row) {
                        function(row, alone);
                    }
                });
}

}  // namespace hpds
