// Units that fire too little are pulled up.
//   average = "batch":   sum over units of max(0, min_spikes - mean over the batch of count)^2
//   average = "sample":  mean over the batch of sum over units of max(0, min_spikes - count)^2
#include <algorithm>
#include <snnflow/kit.hpp>
#include <snnflow/objective.hpp>

namespace {
using namespace snnflow;

struct Silence final : Regulariser {
  enum class Average { batch, sample };
  double min_spikes = 1.0;
  Average average = Average::batch;

  static constexpr auto about() {
    return snnflow::about("silence", "Pulls up units that fire less than min_spikes: the square of what is missing.",
                          param("min_spikes", &Silence::min_spikes).at_least(0).doc("Spikes per sample that a unit should have."),
                          param("average", &Silence::average).choices("batch", "sample")
                              .doc("batch: the mean count over the batch is what must not be less; sample: each sample's count."))
        .source("spyx.fn.silence_reg 1.0");
  }
  Over over() const override { return average == Average::batch ? Over::batch : Over::sample; }
  double evaluate(const Activity& activity, std::span<double> count_gradient, std::span<double>) const override {
    const std::size_t n = std::size_t(activity.units), samples = std::size_t(activity.samples());
    double sum = 0;
    if (average == Average::batch)
      for (std::size_t u = 0; u < n; ++u) {
        double mean = 0;
        for (std::size_t s = 0; s < samples; ++s) mean += activity.count[s * n + u] / double(samples);
        const double missing = std::max(0.0, min_spikes - mean);
        sum += missing * missing;
        for (std::size_t s = 0; s < samples; ++s) count_gradient[s * n + u] = -2 * missing / double(samples);
      }
    else
      for (std::size_t i = 0; i < samples * n; ++i) {
        const double missing = std::max(0.0, min_spikes - activity.count[i]);
        sum += missing * missing / activity.batch;
        count_gradient[i] = -2 * missing / activity.batch;
      }
    return sum;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Silence>(); }
