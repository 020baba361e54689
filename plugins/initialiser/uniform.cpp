// Uniform between two bounds.
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Uniform final : Initialiser {
  double low = 0.0, high = 1.0;
  static constexpr auto about() {
    return snnflow::about("uniform", "Uniform in [low, high).",
                          param("low", &Uniform::low).below("high", "there would be nothing to draw from").doc("Lower bound."),
                          param("high", &Uniform::high).doc("Upper bound."));
  }
  void fill(std::span<double> values, const Shape&, Random& random) const override {
    for (double& x : values) x = low + (high - low) * random.uniform();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Uniform>(); }
