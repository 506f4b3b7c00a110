// What an algorithm knows of the call that started it.
#pragma once

#include <exception>

namespace hpds {

struct Caller {
    int threads;
    // The calling thread asks about ten times a second: anything but 0 ends the call without a
    // result. Null: the call runs to its end. Must not throw.
    int (*interrupted)();
};

// Thrown by an interrupted algorithm. Its outputs then hold any values.
class Interrupted : public std::exception {
  public:
    const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace hpds
