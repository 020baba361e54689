// Share of samples whose label's unit has the largest trace, summed over time. A tie: the lower index.
#include <algorithm>
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct IntegralAccuracy final : Metric {
  static constexpr auto about() {
    return snnflow::about("integral-accuracy", "Share of samples whose label's unit has the largest trace, summed over time.")
        .source("spyx.fn.integral_accuracy 1.0");
  }
  Reads reads() const override { return Reads::trace; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    const std::size_t n = std::size_t(readout.units);
    std::vector<double> sum(n, 0.0);
    for (std::size_t t = 0; t < std::size_t(readout.steps); ++t)
      for (std::size_t k = 0; k < n; ++k) sum[k] += readout.values[t * n + k];
    const int best = int(std::max_element(sum.begin(), sum.end()) - sum.begin());
    return {best == target.label ? 1.0 : 0.0, double(best)};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralAccuracy>(); }
