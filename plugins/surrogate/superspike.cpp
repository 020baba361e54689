// 1 / (1 + k |u|)^2: the slope of a fast sigmoid.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct Superspike final : Surrogate {
  double k = 25.0;

  static constexpr auto about() {
    return snnflow::about("superspike", "1 / (1 + k |u|)^2: the slope of a fast sigmoid.",
                          param("k", &Superspike::k).above(0).doc("Steepness."))
        .source("Zenke & Ganguli 2018; spyx.axn.superspike, snntorch.surrogate.fast_sigmoid");
  }
  void slope(std::span<const double> u, std::span<double> out) const override { apply(u, out); }
  void slope(std::span<const float> u, std::span<float> out) const override { apply(u, out); }

 private:
  template <class R>
  void apply(std::span<const R> u, std::span<R> out) const {
    const R steep = R(k);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const R x = R(1) + steep * std::abs(u[i]);
      out[i] = R(1) / (x * x);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Superspike>(); }
