// Squared distance of firing rates from the rates they should have.
//   r = mean over steps of x,   y = (1 - smoothing) onehot + smoothing / C,   L = mean over units of (r - y sparsity s)^2
//   s = 1 ("rate"), or the number of steps ("spyx": the target is a count then, and out of a rate's reach)
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct MseSpikeRate final : Loss {
  enum class Scaling { rate, spyx };
  double sparsity = 0.25, smoothing = 0.0;
  Scaling scaling = Scaling::rate;

  static constexpr auto about() {
    using M = MseSpikeRate;
    return snnflow::about(
               "mse-spike-rate", "Squared distance of firing rates from their targets, in mean over units.",
               param("sparsity", &M::sparsity).between(0, 1).doc("Rate asked of the label's unit, in spikes per step."),
               param("smoothing", &M::smoothing).between(0, 1).doc("Share of the target that is spread over all classes."),
               param("scaling", &M::scaling).choices("rate", "spyx")
                   .doc("spyx: as in that library, the target is multiplied by the number of steps; no rate can reach it, "
                        "so the label's unit is driven to fire always."))
        .source("spyx.fn.mse_spikerate 1.0");
  }
  Reads reads() const override { return Reads::trace; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = std::size_t(readout.units), steps = std::size_t(readout.steps);
    double loss = 0;
    for (std::size_t k = 0; k < n; ++k) {
      double rate = 0;
      for (std::size_t t = 0; t < steps; ++t) rate += readout.values[t * n + k];
      rate /= double(steps);
      const double y = (1 - smoothing) * (int(k) == target.label ? 1 : 0) + smoothing / double(n);
      const double off = rate - y * sparsity * (scaling == Scaling::spyx ? double(steps) : 1.0);
      loss += off * off / double(n);
      for (std::size_t t = 0; t < steps; ++t) gradient[t * n + k] = 2 * off / double(n * steps);
    }
    return loss;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<MseSpikeRate>(); }
