// A trial stops where its value leaves a range.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/pruner.hpp>

namespace {
using namespace snnflow;

struct ThresholdPruner final : Pruner {
  double lower = -infinite, upper = infinite;
  int warm_up = 0, interval = 1;

  static constexpr auto about() {
    using M = ThresholdPruner;
    return snnflow::about(
               "threshold", "Stops a trial whose objective is below lower, above upper, or not a number.",
               param("lower", &M::lower).doc("The least the objective may be, as the file knows it."),
               param("upper", &M::upper).doc("The most it may be."),
               param("warm_up", &M::warm_up).at_least(0).doc("Epochs in which no trial is stopped."),
               param("interval", &M::interval).at_least(1).doc("Epochs between two looks."))
        .source("optuna.pruners.ThresholdPruner");
  }
  Verdict judge(const Race& race, const Curve& curve) const override {
    const auto epoch = std::int64_t(curve.values.size());
    if (epoch <= warm_up || (epoch - 1 - warm_up) % interval != 0) return Verdict::go;
    const double value = race.negated ? -curve.values.back() : curve.values.back();
    return value >= lower && value <= upper ? Verdict::go : Verdict::stop;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<ThresholdPruner>(); }
