// Cross-entropy at each step, in mean over steps: the label's neuron shall fire all the time.
//   L = mean over steps of -log softmax(x_t)[label]
#include <algorithm>
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

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
      const double* x = readout.values.data() + t * n;
      const double top = *std::max_element(x, x + n);
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) sum += std::exp(x[k] - top);
      for (std::size_t k = 0; k < n; ++k) {
        const double log_p = x[k] - top - std::log(sum), one = int(k) == target.label ? 1 : 0;
        loss -= one * log_p / double(steps);
        gradient[t * n + k] = (std::exp(log_p) - one) / double(steps);
      }
    }
    return loss;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<CeRate>(); }
