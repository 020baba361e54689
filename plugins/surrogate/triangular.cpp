// max(0, 1 - |k u|).
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct Triangular final : Surrogate {
  double k = 2.0;

  static constexpr auto about() {
    return snnflow::about("triangular", "max(0, 1 - |k u|).",
                          param("k", &Triangular::k).above(0).doc("Steepness; the half-width is 1/k."))
        .source("Esser et al. 2016; spyx.axn.triangular");
  }
  void slope(std::span<const double> u, std::span<double> out) const override { apply(u, out); }
  void slope(std::span<const float> u, std::span<float> out) const override { apply(u, out); }

 private:
  template <class R>
  void apply(std::span<const R> u, std::span<R> out) const {
    const R steep = R(k);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const R x = R(1) - steep * std::abs(u[i]);
      out[i] = x > R(0) ? x : R(0);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Triangular>(); }
