// height where |u| < width/2, else 0.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct Boxcar final : Surrogate {
  double width = 2.0, height = 0.5;

  static constexpr auto about() {
    return snnflow::about("boxcar", "height where |u| < width/2, else 0.",
                          param("width", &Boxcar::width).above(0).doc("Of the window; its edges are outside."),
                          param("height", &Boxcar::height).at_least(0).doc("Slope inside."))
        .source("spyx.axn.boxcar");
  }
  void slope(std::span<const double> u, std::span<double> out) const override { apply(u, out); }
  void slope(std::span<const float> u, std::span<float> out) const override { apply(u, out); }

 private:
  template <class R>
  void apply(std::span<const R> u, std::span<R> out) const {
    const R half = R(width / 2), inside = R(height);
    for (std::size_t i = 0; i < u.size(); ++i) out[i] = std::abs(u[i]) < half ? inside : R(0);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Boxcar>(); }
