// A trial stops where its best is worse than the median of the others at the same epoch.
#include <algorithm>
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/pruner.hpp>
#include <vector>

namespace {
using namespace snnflow;

struct MedianPruner final : Pruner {
  int startup = 5, warm_up = 0, interval = 1, min_trials = 1;

  static constexpr auto about() {
    using M = MedianPruner;
    return snnflow::about(
               "median",
               "Stops a trial whose best value so far is worse than the median of finished trials at the "
               "same epoch.",
               param("startup", &M::startup)
                   .at_least(0)
                   .doc("Trials that must have finished before any is stopped."),
               param("warm_up", &M::warm_up).at_least(0).doc("Epochs in which no trial is stopped."),
               param("interval", &M::interval).at_least(1).doc("Epochs between two looks."),
               param("min_trials", &M::min_trials)
                   .at_least(1)
                   .doc("Values at the same epoch that a median needs."))
        .source("Golovin et al. 2017, KDD (Vizier); optuna.pruners.MedianPruner");
  }
  Verdict judge(const Race& race, const Curve& curve) const override {
    const auto epoch = std::int64_t(curve.values.size());
    if (epoch <= warm_up || (epoch - 1 - warm_up) % interval != 0) return Verdict::go;
    std::int64_t finished = 0;
    std::vector<double> others;
    for (const Curve& c : race.curves) {
      if (c.state != Curve::State::done || c.trial == curve.trial) continue;
      ++finished;
      if (std::int64_t(c.values.size()) >= epoch && !std::isnan(c.values[std::size_t(epoch - 1)]))
        others.push_back(c.values[std::size_t(epoch - 1)]);
    }
    if (finished < startup || finished == 0) return Verdict::go;
    double best = absent_value;
    for (const double v : curve.values) best = std::fmin(best, v);
    if (std::isnan(best)) return Verdict::stop;
    if (std::int64_t(others.size()) < min_trials) return Verdict::go;
    return best > median_of(others) ? Verdict::stop : Verdict::go;
  }

 private:
  static constexpr double absent_value = std::numeric_limits<double>::quiet_NaN();
  static double median_of(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 ? values[half] : values[half - 1] + (values[half] - values[half - 1]) / 2;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<MedianPruner>(); }
