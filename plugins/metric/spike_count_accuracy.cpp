// Share of samples whose label's unit fires most. A tie, or silence: the lower index among the most active, but
// nobody at all is wrong.
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct SpikeCountAccuracy final : Metric {
  static constexpr auto about() {
    return snnflow::about("spike-count-accuracy", "Share of samples whose label's unit fires most; silence is wrong.")
        .source("snntorch.functional.accuracy_rate 1.0");
  }
  Reads reads() const override { return Reads::counts; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    int best = -1;
    double most = 0;
    for (int k = 0; k < readout.units; ++k)
      if (readout.values[std::size_t(k)] > most) most = readout.values[std::size_t(k)], best = k;
    return {best == target.label && best >= 0 ? 1.0 : 0.0, double(best)};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<SpikeCountAccuracy>(); }
