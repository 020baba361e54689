// Share of samples whose label's neuron fires first. Nobody fires: wrong. A tie: the lower index.
#include <snnflow/objective.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct TtfsAccuracy final : Metric {
  static constexpr auto about() {
    return snnflow::about("ttfs-accuracy", "Share of samples whose label's neuron fires first; silence is wrong.")
        .source("Wunderlich & Pehle 2021");
  }
  Reads reads() const override { return Reads::first_spikes; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    int first = -1;
    for (int k = 0; k < int(readout.values.size()); ++k)
      if (readout.values[k] < never && (first < 0 || readout.values[k] < readout.values[first])) first = k;
    return {first == target.label && first >= 0 ? 1.0 : 0.0, double(first)};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TtfsAccuracy>(); }
