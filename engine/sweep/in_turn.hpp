// A lock that is given in the order in which it was asked for: a thread that asks again at once does not
// overtake.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace snnflow {

/// For std::lock_guard.
class InTurn {
 public:
  void lock() {
    std::unique_lock guard(mutex_);
    const std::uint64_t mine = asked_++;
    turn_.wait(guard, [&] { return served_ == mine; });
  }
  void unlock() {
    {
      const std::lock_guard guard(mutex_);
      ++served_;
    }
    turn_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t asked_ = 0, served_ = 0;
};

}  // namespace snnflow
