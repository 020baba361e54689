// Something done again and again while others work.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace snnflow {

class Heart {
 public:
  /// Calls `beat` every so many seconds from a thread of its own, the first time after the first pause. What
  /// it throws is dropped: who works meets the same trouble, and tells it.
  Heart(double seconds, std::function<void()> beat);
  /// Waits for a call that is on its way.
  ~Heart();
  Heart(const Heart&) = delete;
  Heart& operator=(const Heart&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace snnflow
