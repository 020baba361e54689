// Cross-entropy of the largest value that each unit of the readout reaches.
//   z = max over time of x,   y = (1 - smoothing) onehot + smoothing / C,   L = -sum y log softmax(scale z)
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

#include "softmax.hpp"

namespace {
using namespace snnflow;

struct MaxCrossEntropy final : Loss {
  double smoothing = 0.0, scale = 1.0;

  static constexpr auto about() {
    using M = MaxCrossEntropy;
    return snnflow::about("max-cross-entropy",
                          "Cross-entropy of the largest value that each unit reaches over time.",
                          param("smoothing", &M::smoothing)
                              .between(0, 1)
                              .doc("Share of the target that is spread over all classes."),
                          param("scale", &M::scale).above(0).doc("Multiplies the values before the softmax."))
        .source(
            "Wunderlich & Pehle, Sci. Rep. 11, 12829 (2021), readout of the MNIST network "
            "(eventprop/loss_layer.py)");
  }
  Reads reads() const override { return Reads::maximum; }
  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    return softmax_cross_entropy(readout.values, scale, target.label, smoothing, gradient);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<MaxCrossEntropy>(); }
