// Share of samples whose label's unit has the largest trace, summed over time. A tie: the lower index.
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
    int best = 0;
    double most = -never;
    for (std::size_t k = 0; k < n; ++k) {
      double sum = 0;
      for (std::size_t t = 0; t < std::size_t(readout.steps); ++t) sum += readout.values[t * n + k];
      if (sum > most) most = sum, best = int(k);
    }
    return {best == target.label ? 1.0 : 0.0, double(best)};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralAccuracy>(); }
