// (alpha/2) / (1 + (pi alpha u / 2)^2), as snnTorch and SpikingJelly have it.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct Atan final : Surrogate {
  double alpha = 2.0;

  static constexpr auto about() {
    return snnflow::about("atan", "(alpha/2) / (1 + (pi alpha u / 2)^2), as snnTorch and SpikingJelly have it.",
                          param("alpha", &Atan::alpha).above(0).doc("Steepness; the peak is alpha/2."))
        .source("Fang et al. 2021; snntorch.surrogate.atan");
  }
  void slope(std::span<const double> u, std::span<double> out) const override { apply(u, out); }
  void slope(std::span<const float> u, std::span<float> out) const override { apply(u, out); }

 private:
  template <class R>
  void apply(std::span<const R> u, std::span<R> out) const {
    const R steep = R(pi * alpha / 2), peak = R(alpha / 2);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const R x = steep * u[i];
      out[i] = peak / (R(1) + x * x);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Atan>(); }
