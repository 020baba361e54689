// Pulls a silent label neuron back: where it did not fire, all weights that reached it grow.
//   -strength x mean over samples of charge[label], where the label's neuron is silent
#include <algorithm>
#include <snnflow/objective.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct SilentLabel final : Regulariser {
  double strength = 1.0;

  static constexpr auto about() {
    return snnflow::about("silent-label",
                          "Where the label's neuron is silent, pulls up the weights that reached it: -strength x its charge.",
                          param("strength", &SilentLabel::strength).at_least(0)
                              .doc("Gradient on each weight that arrived, before the mean over the batch."))
        .source("snnflow: exact gradients vanish where nothing fires");
  }
  Over over() const override { return Over::sample; }
  bool pulls_counts() const override { return false; }
  bool reads_charge() const override { return true; }
  bool wants_labels() const override { return true; }
  double evaluate(const Activity& activity, std::span<double>, std::span<double> charge_gradient) const override {
    std::fill(charge_gradient.begin(), charge_gradient.end(), 0.0);
    double sum = 0;
    for (int s = 0; s < activity.samples(); ++s) {
      const std::size_t label = std::size_t(s * activity.units + activity.targets[s].label);
      if (activity.count[label] > 0) continue;
      sum -= strength * activity.charge[label] / activity.batch;
      charge_gradient[label] = -strength / activity.batch;
    }
    return sum;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<SilentLabel>(); }
