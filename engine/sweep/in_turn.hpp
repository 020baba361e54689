// A lock that is given in the order in which it was asked for: a thread that asks again at once does not
// overtake.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>

namespace snnflow {

/// For std::lock_guard.
class InTurn {
 public:
  void lock() {
    std::unique_lock guard(mutex_);
    if (!taken_) {
      taken_ = true;
      return;
    }
    Waiting mine;
    waiting_.push_back(&mine);
    mine.wake.wait(guard, [&] { return mine.called; });
  }
  /// Hands the lock to who waits longest, and wakes nobody else.
  void unlock() {
    const std::lock_guard guard(mutex_);
    if (waiting_.empty()) {
      taken_ = false;
      return;
    }
    Waiting& next = *waiting_.front();
    waiting_.pop_front();
    next.called = true;
    next.wake.notify_one();
  }

 private:
  struct Waiting {
    std::condition_variable wake;
    bool called = false;
  };
  std::mutex mutex_;
  std::deque<Waiting*> waiting_;
  bool taken_ = false;
};

}  // namespace snnflow
