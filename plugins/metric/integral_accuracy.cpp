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
  Reads reads() const override { return Reads::integral; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    const int best = int(std::max_element(readout.values.begin(), readout.values.end()) - readout.values.begin());
    return {best == target.label ? 1.0 : 0.0, double(best)};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralAccuracy>(); }
