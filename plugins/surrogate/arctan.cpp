// 1 / (pi (1 + (pi k u)^2)), as spyx has it; its peak is 1/pi, unlike snnTorch's atan.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct Arctan final : Surrogate {
  double k = 2.0;

  static constexpr auto about() {
    return snnflow::about("arctan", "1 / (pi (1 + (pi k u)^2)), as spyx has it; its peak is 1/pi, unlike snnTorch's atan.",
                          param("k", &Arctan::k).above(0).doc("Steepness."))
        .source("spyx.axn.arctan");
  }
  void slope(std::span<const double> u, std::span<double> out) const override { apply(u, out); }
  void slope(std::span<const float> u, std::span<float> out) const override { apply(u, out); }

 private:
  template <class R>
  void apply(std::span<const R> u, std::span<R> out) const {
    const R steep = R(pi * k), scale = R(1 / pi);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const R x = steep * u[i];
      out[i] = scale / (R(1) + x * x);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Arctan>(); }
