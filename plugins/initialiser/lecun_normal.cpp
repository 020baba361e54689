// Truncated normal with variance 1 / fan-in.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct LecunNormal final : Initialiser {
  double gain = 1.0;
  static constexpr auto about() {
    return snnflow::about("lecun-normal", "Truncated normal with variance gain^2 / fan-in.",
                          param("gain", &LecunNormal::gain).above(0).doc("Factor of the deviation."))
        .source("LeCun et al. 1998; jax.nn.initializers.lecun_normal");
  }
  void fill(std::span<double> values, const Shape& shape, Random& random) const override {
    constexpr double cut = 0.87962566103423978;  // deviation of a unit normal cut at two deviations
    const double scale = gain / std::sqrt(double(shape.fan_in)) / cut;
    for (double& x : values) {
      double z;
      do z = random.normal();
      while (std::abs(z) > 2);
      x = scale * z;
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<LecunNormal>(); }
