// Stochastic gradient descent, with momentum as optax has it.
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Sgd final : Optimiser {
  double lr = 1e-2, momentum = 0.0;
  bool nesterov = false;

  static constexpr auto about() {
    return snnflow::about("sgd", "Gradient descent: m = momentum m + g, then p -= lr m.",
                          param("lr", &Sgd::lr).above(0).doc("Learning rate."),
                          param("momentum", &Sgd::momentum).at_least(0).below(1).doc("Share of the last step that is kept."),
                          param("nesterov", &Sgd::nesterov).doc("Looks ahead: p -= lr (g + momentum m)."))
        .source("optax.sgd");
  }
  int slots() const override { return momentum > 0 ? 1 : 0; }
  void update(const Update& u) const override {
    const double rate = lr * u.factor;
    for (std::size_t i = 0; i < u.values.size(); ++i) {
      double step = u.gradient[i];
      if (momentum > 0) {
        const double kept = u.memory[i] = momentum * u.memory[i] + u.gradient[i];
        step = nesterov ? u.gradient[i] + momentum * kept : kept;
      }
      u.values[i] -= rate * step;
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Sgd>(); }
