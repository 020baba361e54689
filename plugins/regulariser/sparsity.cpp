// Layers that fire too much are pulled down.
//   over samples: norm(max(0, mean over units of count - max_spikes)), summed (spyx) or in mean
#include <algorithm>
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct Sparsity final : Regulariser {
  enum class Norm { huber, squared };
  enum class Reduction { mean, sum };
  double max_spikes = 10.0;
  Norm norm = Norm::huber;
  Reduction reduction = Reduction::mean;

  static constexpr auto about() {
    using M = Sparsity;
    return snnflow::about("sparsity", "Pulls down layers whose units fire more than max_spikes in mean.",
                          param("max_spikes", &M::max_spikes).at_least(0).doc("Mean spikes per unit and sample that are free."),
                          param("norm", &M::norm).choices("huber", "squared")
                              .doc("huber: x^2/2 up to 1, then x - 1/2; squared: x^2."),
                          param("reduction", &M::reduction).choices("mean", "sum")
                              .doc("Over the samples of a batch; spyx sums, so that its weight depends on the batch's size."))
        .source("spyx.fn.sparsity_reg 1.0; optax.huber_loss");
  }
  Over over() const override { return Over::sample; }
  double evaluate(const Activity& activity, std::span<double> count_gradient, std::span<double>) const override {
    const std::size_t n = std::size_t(activity.units);
    const double share = reduction == Reduction::mean ? 1.0 / activity.batch : 1.0;
    double sum = 0;
    for (std::size_t s = 0; s < std::size_t(activity.samples()); ++s) {
      double mean = 0;
      for (std::size_t u = 0; u < n; ++u) mean += activity.count[s * n + u] / double(n);
      const double x = std::max(0.0, mean - max_spikes);
      const bool small = norm == Norm::huber && x <= 1;
      sum += share * (norm == Norm::squared ? x * x : small ? x * x / 2 : x - 0.5);
      const double slope = norm == Norm::squared ? 2 * x : small ? x : 1.0;
      for (std::size_t u = 0; u < n; ++u) count_gradient[s * n + u] = share * slope / double(n);
    }
    return sum;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Sparsity>(); }
