// Cross-entropy of the readout's trace, summed over time.
//   z = sum over steps of x,   y = (1 - smoothing) onehot + smoothing / C,   L = -sum y log softmax(z)
#include <algorithm>
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct IntegralCrossEntropy final : Loss {
  double smoothing = 0.3;

  static constexpr auto about() {
    return snnflow::about("integral-cross-entropy", "Cross-entropy of the trace summed over time.",
                          param("smoothing", &IntegralCrossEntropy::smoothing).between(0, 1)
                              .doc("Share of the target that is spread over all classes."))
        .source("spyx.fn.integral_crossentropy 1.0");
  }
  Reads reads() const override { return Reads::trace; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = std::size_t(readout.units), steps = std::size_t(readout.steps);
    std::vector<double> z(n, 0.0);
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t k = 0; k < n; ++k) z[k] += readout.values[t * n + k];
    const double top = *std::max_element(z.begin(), z.end());
    double sum = 0, loss = 0;
    for (double x : z) sum += std::exp(x - top);
    for (std::size_t k = 0; k < n; ++k) {
      const double y = (1 - smoothing) * (int(k) == target.label ? 1 : 0) + smoothing / double(n), log_p = z[k] - top - std::log(sum);
      loss -= y * log_p;
      z[k] = std::exp(log_p) - y;
    }
    for (std::size_t t = 0; t < steps; ++t) std::copy(z.begin(), z.end(), gradient.begin() + std::ptrdiff_t(t * n));
    return loss;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralCrossEntropy>(); }
