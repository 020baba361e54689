// Squared distance of first-spike times from the times they should have, in mean over the readout's units.
#include <snnflow/objective.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct TtfsMse final : Loss {
  static constexpr auto about() {
    return snnflow::about("ttfs-mse",
                          "Mean over units of (t - target)^2, t the first spike; a silent unit counts as firing at t_end, "
                          "without a gradient.")
        .source("eventax regression example");
  }
  Reads reads() const override { return Reads::first_spikes; }
  bool wants_labels() const override { return false; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = readout.values.size();
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const bool fired = readout.values[k] < never;
      const double off = (fired ? readout.values[k] : readout.t_end) - target.numbers[k];
      sum += off * off;
      gradient[k] = fired ? 2 * off / double(n) : 0;
    }
    return sum / double(n);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TtfsMse>(); }
