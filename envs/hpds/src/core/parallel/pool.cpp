#include "parallel/pool.hpp"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

namespace hpds {

// A thread that helps one pool after the other, and sleeps in between.
struct Helper {
    std::condition_variable called;
    Pool* pool = nullptr;  // that it is called to and has not come to yet
    bool busy = false;
};

namespace {

constexpr std::int64_t between_questions = 100;  // milliseconds

// A clock that is read in a few nanoseconds, and goes in steps of a few milliseconds.
std::int64_t milliseconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// The helpers of this process, which all pools share. They are started when first needed.
struct Crew {
    std::mutex mutex;  // guards the helpers, and what a pool says
    std::vector<Helper*> helpers;
    std::size_t forks = 0;     // how often this process was forked from another one
    std::size_t starting = 0;  // helpers that were created and have not set themselves up
    std::condition_variable started;
};

// Never destroyed, since helpers sleep until the process ends.
Crew& crew = *new Crew;

// A forked child has none of the threads, so it starts with a new crew. The lock is taken first:
// no other thread holds it then, and what it guards is in order.
void before_fork() {
    crew.mutex.lock();
}
void after_fork_in_parent() {
    crew.mutex.unlock();
}
void after_fork_in_child() {
    const std::size_t forks = crew.forks + 1;
    new (&crew) Crew;
    crew.forks = forks;
}
const int registered = pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);

}  // namespace

int processors() {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return CPU_COUNT(&set);
    }
    // More processors than the set has room for.
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Pool::Pool(const Caller& caller) : caller_(caller), owner_(std::this_thread::get_id()) {
    if (caller.interrupted != nullptr) {
        next_question_ = milliseconds() + between_questions;
    }
    if (caller.threads > 1) {
        most_helpers_ = static_cast<std::size_t>(std::min(caller.threads, processors())) - 1;
    }
}

void Pool::ask() {
    if (milliseconds() < next_question_) {
        return;
    }
    const std::size_t forks = crew.forks;
    const bool interrupted = caller_.interrupted() != 0;
    if (crew.forks != forks) {
        helpers_ = 0;  // they are in the parent
        throw std::runtime_error("a signal handler forked this process during the call");
    }
    if (interrupted) {
        throw Interrupted();
    }
    next_question_ = milliseconds() + between_questions;
}

void Pool::run_blocks(std::size_t count, void (*function)(void*, std::size_t), void* self) {
    if (most_helpers_ == 0 || count < 2) {
        for (std::size_t index = 0; index < count; ++index) {
            poll();
            function(self, index);
        }
        return;
    }
    count_ = count;
    function_ = function;
    self_ = self;
    next_block_ = 0;
    call_helpers(std::min(most_helpers_, count - 1));
    work();
    dismiss_helpers();
    if (error_ != nullptr) {
        std::rethrow_exception(error_);
    }
}

void Pool::call_helpers(std::size_t wanted) {
    std::unique_lock<std::mutex> lock(crew.mutex);
    for (Helper* const helper : crew.helpers) {
        if (wanted > 0 && !helper->busy && helper->pool == nullptr) {
            helper->pool = this;
            helper->called.notify_one();
            --wanted;
        }
    }
    try {
        for (; wanted > 0; --wanted) {
            auto helper = std::make_unique<Helper>();
            helper->pool = this;
            crew.helpers.reserve(crew.helpers.size() + 1);
            std::thread([self = helper.get()] { help(*self); }).detach();
            ++crew.starting;
            crew.helpers.push_back(helper.release());
        }
    } catch (const std::exception&) {
        most_helpers_ -= wanted;  // the system gives no more threads, or no memory for them
    }
    crew.started.wait(lock, [] { return crew.starting == 0; });
}

void Pool::dismiss_helpers() {
    std::unique_lock<std::mutex> lock(crew.mutex);
    for (Helper* const helper : crew.helpers) {
        if (helper->pool == this) {
            helper->pool = nullptr;  // it has not woken up by now: do not wait for it
        }
    }
    while (helpers_ > 0) {
        if (last_left_.wait_for(lock, std::chrono::milliseconds(between_questions)) ==
            std::cv_status::timeout) {
            lock.unlock();
            try {
                poll();
            } catch (...) {
                fail();
            }
            lock.lock();
        }
    }
}

void Pool::help(Helper& self) noexcept {
    // Allocate libstdc++'s thread-local data of this thread now. Otherwise its first exception
    // does, and glibc ends the process if that exception was thrown because there is no memory.
    void* const room = std::malloc(std::size_t{1} << 16);
    std::free(room);
    if (room != nullptr) {
        static_cast<void>(std::uncaught_exceptions());
    }
    std::unique_lock<std::mutex> lock(crew.mutex);
    if (--crew.starting == 0) {
        crew.started.notify_all();
    }
    if (room == nullptr) {
        self.busy = true;  // for ever: nobody calls it
        return;
    }
    for (;;) {
        self.called.wait(lock, [&] { return self.pool != nullptr; });
        Pool& pool = *std::exchange(self.pool, nullptr);
        self.busy = true;
        ++pool.helpers_;
        lock.unlock();
        pool.work();
        lock.lock();
        self.busy = false;
        if (--pool.helpers_ == 0) {
            pool.last_left_.notify_one();
        }
    }
}

void Pool::work() noexcept {
    try {
        for (;;) {
            const std::size_t index = next_block_.fetch_add(1, std::memory_order_relaxed);
            if (index >= count_) {
                return;
            }
            poll();
            function_(self_, index);
        }
    } catch (...) {
        fail();
    }
}

void Pool::fail() noexcept {
    const std::lock_guard<std::mutex> lock(crew.mutex);
    if (error_ == nullptr) {
        error_ = std::current_exception();
    }
    ending_ = true;
}

}  // namespace hpds
