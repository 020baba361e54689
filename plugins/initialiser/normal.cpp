// Normal with mean and deviation.
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Normal final : Initialiser {
  double mean = 0.0, std = 1.0;
  static constexpr auto about() {
    return snnflow::about("normal", "Normal with mean and standard deviation.",
                          param("mean", &Normal::mean).doc("Mean."),
                          param("std", &Normal::std).at_least(0).doc("Standard deviation."));
  }
  void fill(std::span<double> values, const Shape&, Random& random) const override {
    for (double& x : values) x = mean + std * random.normal();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Normal>(); }
