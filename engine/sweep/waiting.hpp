// Something is waited for, for a while, and somebody is told of it.
#pragma once
#include <chrono>
#include <functional>
#include <string>

namespace snnflow {

/// What others are told while something takes long.
using Say = std::function<void(const std::string&)>;

/// Counts from its making; tells after 2, 4, 8, ... seconds.
class Waiting {
 public:
  /// `patience` in seconds; `say` may be empty, and outlives this.
  Waiting(const Say& say, double patience);
  double seconds() const;
  bool is_over() const { return seconds() > patience_; }
  /// Sleeps for `milliseconds`; where it is time to, tells `what`: "the database is locked; waiting for it".
  void moment(const std::string& what, int milliseconds);

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const Say& say_;
  double patience_, told_ = 2;
};

}  // namespace snnflow
