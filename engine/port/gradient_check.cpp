// Which way a gradient is checked.
#include "port/gradient_check.hpp"

#include <algorithm>

namespace snnflow {

double GradientCheck::worst() const {
  double w = 0;
  for (const Row& r : rows) w = std::max(w, r.worst);
  return w;
}

GradientCheck check_gradients(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples, int entries) {
  constexpr int directions = 4;
  return plan.engine == EngineKind::clock ? check_directions(plan, registry, values, samples, directions)
                                          : check_differences(plan, registry, values, samples, entries);
}

}  // namespace snnflow
