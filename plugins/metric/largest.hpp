// The class of whose unit something is the largest.
#pragma once
#include <algorithm>
#include <snnflow/objective.hpp>

namespace snnflow {

// One value for each unit: right where the label's is the largest. A tie: the lower index.
inline Metric::Verdict largest_is_the_label(const Readout& readout, const Target& target) {
  const int best = int(std::ranges::max_element(readout.values) - readout.values.begin());
  return {best == target.label ? 1.0 : 0.0, double(best)};
}

}  // namespace snnflow
