// AdamW: Adam with a decay of the weights that does not pass through the means.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct AdamW final : Optimiser {
  double lr = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8, weight_decay = 1e-4;

  static constexpr auto about() {
    return snnflow::about("adamw", "Adam with decoupled weight decay: p -= lr (step + weight_decay p).",
                          param("lr", &AdamW::lr).above(0).doc("Learning rate."),
                          param("b1", &AdamW::b1).at_least(0).below(1).doc("Decay of the gradient's mean."),
                          param("b2", &AdamW::b2).at_least(0).below(1).doc("Decay of the square's mean."),
                          param("eps", &AdamW::eps).at_least(0).doc("Added to the root."),
                          param("weight_decay", &AdamW::weight_decay).at_least(0).doc("Share of a number that is lost per unit of lr."))
        .source("Loshchilov & Hutter 2019; optax.adamw");
  }
  int slots() const override { return 2; }
  void update(const Update& u) const override {
    const std::size_t n = u.values.size();
    double *__restrict p = u.values.data(), *__restrict mean = u.memory.data(), *__restrict square = mean + n;
    const double* __restrict g = u.gradient.data();
    const double mean_left = 1 - std::pow(b1, double(u.step)), square_left = 1 - std::pow(b2, double(u.step));
    const double rate = lr * u.factor;
    const AdamW by = *this;  // read once: the loop becomes vector code
    for (std::size_t i = 0; i < n; ++i) {
      mean[i] = by.b1 * mean[i] + (1 - by.b1) * g[i];
      square[i] = by.b2 * square[i] + (1 - by.b2) * g[i] * g[i];
      p[i] -= rate * ((mean[i] / mean_left) / (std::sqrt(square[i] / square_left) + by.eps) + by.weight_decay * p[i]);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<AdamW>(); }
