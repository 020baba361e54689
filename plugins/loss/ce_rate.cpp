// Cross-entropy at each step, in mean over steps: the label's neuron shall fire all the time.
//   L = mean over steps of -log softmax(x_t)[label]
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

#include "softmax.hpp"

namespace {
using namespace snnflow;

struct CeRate final : Loss {
  static constexpr auto about() {
    return snnflow::about("ce-rate", "Cross-entropy of each step's output, in mean over the steps.")
        .source("snntorch.functional.ce_rate_loss 1.0");
  }
  Reads reads() const override { return Reads::trace; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = std::size_t(readout.units), steps = std::size_t(readout.steps);
    double loss = 0;
    for (std::size_t t = 0; t < steps; ++t) {
      const std::span<double> slopes = gradient.subspan(t * n, n);
      loss += softmax_cross_entropy(readout.values.subspan(t * n, n), 1, target.label, 0, slopes) / double(steps);
      for (double& g : slopes) g /= double(steps);
    }
    return loss;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<CeRate>(); }
