// A trial stops where it has not become better for some epochs.
#include <cmath>
#include <snnflow/kit.hpp>
#include <snnflow/pruner.hpp>

namespace {
using namespace snnflow;

struct PatiencePruner final : Pruner {
  int patience = 10, warm_up = 0;
  double min_delta = 0;

  static constexpr auto about() {
    using M = PatiencePruner;
    return snnflow::about(
               "patience", "Stops a trial that has not become better for some epochs.",
               param("patience", &M::patience).at_least(1).doc("Epochs without a better value."),
               param("min_delta", &M::min_delta)
                   .at_least(0)
                   .doc("A value is better if it is so by more than this."),
               param("warm_up", &M::warm_up).at_least(0).doc("Epochs in which no trial is stopped."))
        .source("Prechelt 1998, Neural Networks 11:761");
  }
  Verdict judge(const Race&, const Curve& curve) const override {
    double best = infinite;
    std::size_t since = 0;  // the epoch of the best, from 1; what is not a number is no better
    for (std::size_t e = 0; e < curve.values.size(); ++e)
      if (best == infinite ? curve.values[e] < infinite : curve.values[e] < best - min_delta)
        best = curve.values[e], since = e + 1;
    if (curve.values.size() <= std::size_t(warm_up)) return Verdict::go;
    return curve.values.size() - since >= std::size_t(patience) ? Verdict::stop : Verdict::go;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<PatiencePruner>(); }
