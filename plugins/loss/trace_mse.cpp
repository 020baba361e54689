// Squared distance of a trace from the values it should have: at the moments that `at` names, or at every
// step.
//   L = mean over moments and units of (x - target)^2, one target for each unit
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct TraceMse final : Loss {
  static constexpr auto about() {
    return snnflow::about(
        "trace-mse", "Mean over moments and units of (x - target)^2, x the trace; a target for each unit.");
  }
  Reads reads() const override { return Reads::trace; }
  bool wants_labels() const override { return false; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = readout.values.size();
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double off = readout.values[k] - target.numbers[k % std::size_t(readout.units)];
      sum += off * off;
      gradient[k] = 2 * off / double(n);
    }
    return sum / double(n);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TraceMse>(); }
