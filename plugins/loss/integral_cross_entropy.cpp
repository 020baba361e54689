// Cross-entropy of the readout's trace, summed over time.
//   z = integral of x dt / time_scale,   y = (1 - smoothing) onehot + smoothing / C,   L = -sum y log softmax(z)
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

#include "softmax.hpp"

namespace {
using namespace snnflow;

struct IntegralCrossEntropy final : Loss {
  double smoothing = 0.3, time_scale = 0;

  static constexpr auto about() {
    using M = IntegralCrossEntropy;
    return snnflow::about("integral-cross-entropy", "Cross-entropy of the trace summed over time.",
                          param("smoothing", &M::smoothing).between(0, 1).doc("Share of the target that is spread over all classes."),
                          param("time_scale", &M::time_scale).unit("ms").at_least(0)
                              .doc("The time that counts as one; 0: a step on a clock (the sum over steps, as in spyx), 1 ms in continuous time."))
        .source("spyx.fn.integral_crossentropy 1.0");
  }
  Reads reads() const override { return Reads::integral; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    return softmax_cross_entropy(readout.values, 1 / (time_scale > 0 ? time_scale : readout.dt), target.label, smoothing, gradient);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<IntegralCrossEntropy>(); }
