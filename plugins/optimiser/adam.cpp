// Adam, by optax's formula: eps outside the root.
#include <cmath>
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Adam final : Optimiser {
  double lr = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8;

  static constexpr auto about() {
    return snnflow::about("adam", "Adam: steps scaled by running means of the gradient and of its square.",
                          param("lr", &Adam::lr).above(0).doc("Learning rate."),
                          param("b1", &Adam::b1).at_least(0).below(1).doc("Decay of the gradient's mean."),
                          param("b2", &Adam::b2).at_least(0).below(1).doc("Decay of the square's mean."),
                          param("eps", &Adam::eps).at_least(0).doc("Added to the root."))
        .source("Kingma & Ba 2015; optax.adam");
  }
  int slots() const override { return 2; }
  void update(const Update& u) const override {
    const std::size_t n = u.values.size();
    double *__restrict p = u.values.data(), *__restrict mean = u.memory.data(), *__restrict square = mean + n;
    const double* __restrict g = u.gradient.data();
    const double mean_left = 1 - std::pow(b1, double(u.step)), square_left = 1 - std::pow(b2, double(u.step));
    const double rate = lr * u.factor;
    const Adam by = *this;  // read once: the loop becomes vector code
    for (std::size_t i = 0; i < n; ++i) {
      mean[i] = by.b1 * mean[i] + (1 - by.b1) * g[i];
      square[i] = by.b2 * square[i] + (1 - by.b2) * g[i] * g[i];
      p[i] -= rate * (mean[i] / mean_left) / (std::sqrt(square[i] / square_left) + by.eps);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Adam>(); }
