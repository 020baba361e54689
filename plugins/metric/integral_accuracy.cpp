// Share of samples whose label's unit has the largest trace, summed over time. A tie: the lower index.
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

#include "largest.hpp"

namespace {
using namespace snnflow;

struct IntegralAccuracy final : Metric {
  static constexpr auto about() {
    return snnflow::about("integral-accuracy", "Share of samples whose label's unit has the largest trace, summed over time.")
        .source("spyx.fn.integral_accuracy 1.0");
  }
  Reads reads() const override { return Reads::integral; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    return largest_is_the_label(readout, target);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralAccuracy>(); }
