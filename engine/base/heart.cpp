// A pause that can be cut short.
#include "base/heart.hpp"

#include <chrono>

namespace snnflow {

Heart::Heart(double seconds, std::function<void()> beat)
    : thread_([this, pause = std::chrono::duration<double>(seconds), call = std::move(beat)] {
        std::unique_lock guard(mutex_);
        while (!wake_.wait_for(guard, pause, [this] { return over_; })) {
          guard.unlock();
          try {
            call();
          } catch (...) {
          }
          guard.lock();
        }
      }) {}

Heart::~Heart() {
  {
    const std::lock_guard guard(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

}  // namespace snnflow
