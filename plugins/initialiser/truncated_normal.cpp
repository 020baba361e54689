// Normal, redrawn beyond two standard deviations.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/optimiser.hpp>

namespace {
using namespace snnflow;

struct TruncatedNormal final : Initialiser {
  double mean = 0.0, std = 1.0;
  static constexpr auto about() {
    return snnflow::about("truncated-normal", "Normal with a mean and a deviation, cut at two deviations from the mean.",
                          param("mean", &TruncatedNormal::mean).doc("Mean."),
                          param("std", &TruncatedNormal::std).at_least(0).doc("Standard deviation before the cut."))
        .source("jax.nn.initializers.truncated_normal");
  }
  void fill(std::span<double> values, const Shape&, Random& random) const override {
    for (double& x : values) {
      double z;
      do z = random.normal();
      while (std::abs(z) > 2);
      x = mean + std * z;
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TruncatedNormal>(); }
