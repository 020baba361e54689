// Encoded samples of a split, kept after the first epoch as far as memory allows.
#pragma once
#include <atomic>
#include <memory>

#include "model/network.hpp"

namespace snnflow {

class SampleCache {
 public:
  SampleCache(const Plan& plan, Split split);
  // Any thread; the same sample may be asked for by two at once.
  void get(std::int64_t index, Encoded& out);

 private:
  enum State : char { empty, filling, full };
  const Plan& plan_;
  const Split split_;
  std::vector<Encoded> samples_;
  std::unique_ptr<std::atomic<char>[]> states_;
  std::atomic<std::int64_t> bytes_ = 0;
};

}  // namespace snnflow
