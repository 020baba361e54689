// Share of samples whose label's unit reaches the largest value. A tie: the lower index.
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

#include "largest.hpp"

namespace {
using namespace snnflow;

struct MaxAccuracy final : Metric {
  static constexpr auto about() {
    return snnflow::about("max-accuracy",
                          "Share of samples whose label's unit reaches the largest value over time.")
        .source("Wunderlich & Pehle 2021, readout of the MNIST network");
  }
  Reads reads() const override { return Reads::maximum; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    return largest_is_the_label(readout, target);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<MaxAccuracy>(); }
