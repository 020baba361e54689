// How wide TPE's kernels are, in a time that grows with their number only.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace {

// A kernel is as wide as the larger distance to its neighbours, the ends of the range among them; the first
// and the last of several as their only distance to another. At least a hundredth of the range (of few
// kernels a larger part), at most all of it. So nobody needs to know the order within small buckets: who has
// a neighbour on both sides there is as wide as the least.
inline std::vector<double> kernel_widths(std::span<const double> center, double low, double high) {
  constexpr int buckets = 256;  // narrower than the least width
  struct Ends {
    int first = -1,
        last = -1;  // the least center, the first of equal ones; the largest, the last of equal ones
  };
  const auto n = int(center.size());
  const double range = high - low, least = range / std::min(100.0, double(n + 2));
  std::array<Ends, buckets> ends;
  for (int i = 0; i < n; ++i) {
    const double x = center[std::size_t(i)];
    Ends& e = ends[std::size_t(std::clamp(int((x - low) / range * buckets), 0, buckets - 1))];
    if (e.first < 0 || x < center[std::size_t(e.first)]) e.first = i;
    if (e.last < 0 || x >= center[std::size_t(e.last)]) e.last = i;
  }
  std::vector<double> width(std::size_t(n), 0.0);
  const auto widen = [&](int i, double gap) { width[std::size_t(i)] = std::max(width[std::size_t(i)], gap); };
  int before = -1;
  for (const Ends& e : ends) {
    if (e.first < 0) continue;
    const double x = center[std::size_t(e.first)];
    if (before >= 0)
      widen(before, x - center[std::size_t(before)]), widen(e.first, x - center[std::size_t(before)]);
    else if (n == 1)
      widen(e.first, x - low);
    before = e.last;
  }
  if (n == 1) widen(before, high - center[std::size_t(before)]);
  for (double& w : width) w = std::clamp(w, least, range);
  return width;
}

}  // namespace
