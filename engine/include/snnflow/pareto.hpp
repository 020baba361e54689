// Two objectives, smaller is better: who is dominated by nobody, and how much each one adds to the front.
#pragma once
#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <vector>

namespace snnflow {

using TwoObjectives = std::array<double, 2>;

/// Whether a is nowhere worse than b and somewhere better.
inline bool dominates(const TwoObjectives& a, const TwoObjectives& b) {
  return a[0] <= b[0] && a[1] <= b[1] && a != b;
}

/// The front each point belongs to: 0 for those that nobody dominates, 1 once those are taken away, and so
/// on. No nan.
inline std::vector<int> front_numbers(std::span<const TwoObjectives> points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  std::vector<int> front(points.size());
  std::vector<TwoObjectives> last;  // of each front; in this order it dominates whatever the front dominates
  for (const std::size_t i : order) {
    const auto at =
        std::ranges::partition_point(last, [&](const auto& l) { return dominates(l, points[i]); });
    front[i] = int(at - last.begin());
    if (at == last.end())
      last.push_back(points[i]);
    else
      *at = points[i];
  }
  return front;
}

/// By how much the area that a front dominates, up to the reference, would shrink without each of its points.
/// A point that is there twice adds nothing.
inline std::vector<double> area_contributions(std::span<const TwoObjectives> front,
                                              const TwoObjectives& reference) {
  std::vector<std::size_t> order(front.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return front[a] < front[b]; });
  std::vector<double> area(front.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const TwoObjectives& p = front[order[k]];
    const double right = k + 1 < order.size() ? front[order[k + 1]][0] : reference[0];
    const double above = k ? front[order[k - 1]][1] : reference[1];
    area[order[k]] = std::max(right - p[0], 0.0) * std::max(above - p[1], 0.0);
  }
  return area;
}

}  // namespace snnflow
