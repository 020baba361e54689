// Spikes in order of time, ties by unit: intervals are in order already, so only each interval's spikes are sorted.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace snnflow::event {

class Order {
  struct Key {
    double t;
    int unit, spike;
  };
  std::vector<Key> keys_;
  std::vector<int> count_;
  std::vector<std::uint32_t> bucket_;
  static bool before(const Key& a, const Key& b) { return a.t < b.t || (a.t == b.t && a.unit < b.unit); }

 public:
  // found[q]: which spike, in order of finding, is the q-th in time.
  std::vector<int> found;

  void reset(int spikes) {
    found.resize(std::size_t(spikes));
    keys_.resize(std::size_t(spikes));
  }
  // Spikes first to last - 1 belong to one interval: buckets by time, then insertion.
  void sort(int first, int last, const double* time, const int* unit) {
    const int n = last - first, buckets = 2 * n;
    double lo = time[first], hi = lo;
    for (int q = first; q < last; ++q) lo = std::min(lo, time[q]), hi = std::max(hi, time[q]);
    count_.assign(std::size_t(buckets) + 1, 0);
    bucket_.resize(std::size_t(n));
    const double scale = hi > lo ? std::min((buckets - 0.001) / (hi - lo), 1e300) : 0;
    for (int q = first; q < last; ++q) {
      const auto b = std::min(std::uint32_t((time[q] - lo) * scale), std::uint32_t(buckets - 1));
      bucket_[std::size_t(q - first)] = b;
      ++count_[b + 1];
    }
    for (std::size_t b = 0; b < std::size_t(buckets); ++b) count_[b + 1] += count_[b];
    for (int q = first; q < last; ++q)
      keys_[std::size_t(first + count_[bucket_[std::size_t(q - first)]]++)] = {time[q], unit[q], q};
    for (int q = first + 1; q < last; ++q) {
      const Key x = keys_[std::size_t(q)];
      int k = q;
      for (; k > first && before(x, keys_[std::size_t(k - 1)]); --k) keys_[std::size_t(k)] = keys_[std::size_t(k - 1)];
      keys_[std::size_t(k)] = x;
    }
    for (int q = first; q < last; ++q) found[std::size_t(q)] = keys_[std::size_t(q)].spike;
  }
};

}  // namespace snnflow::event
