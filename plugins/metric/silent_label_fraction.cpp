// Share of samples whose label's unit never fires: presentations that exact gradients learn nothing from.
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct SilentLabelFraction final : Metric {
  static constexpr auto about() {
    return snnflow::about("silent-label-fraction", "Share of samples whose label's unit never fires.");
  }
  Reads reads() const override { return Reads::counts; }
  bool more_is_better() const override { return false; }
  Verdict judge(const Readout& readout, const Target& target) const override {
    const double silent = readout.values[std::size_t(target.label)] > 0 ? 0.0 : 1.0;
    return {silent, silent};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<SilentLabelFraction>(); }
