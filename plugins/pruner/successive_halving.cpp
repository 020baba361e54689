// Trials pause at rungs, and the best of each go on.
#include <snnflow/kit.hpp>
#include <snnflow/pruner.hpp>

#include "rungs.hpp"

namespace {
using namespace snnflow;

struct SuccessiveHalving final : Pruner {
  int min_epochs = 0, eta = 3;

  static constexpr auto about() {
    using M = SuccessiveHalving;
    return snnflow::about(
               "successive-halving",
               "A trial pauses after min_epochs, min_epochs eta, ... epochs; the best eta-th part of those "
               "goes on.",
               param("min_epochs", &M::min_epochs)
                   .at_least(0)
                   .doc("The first rung; 0: a 27th of a trial's epochs. Too few are greedy where curves "
                        "cross."),
               param("eta", &M::eta).at_least(2).doc("One of so many goes on, to so many times the epochs."))
        .source("ASHA, promotion variant: Li et al. 2020, MLSys");
  }
  Verdict judge(const Race& race, const Curve& curve) const override { return rungs(race).judge(curve); }
  std::int64_t next(const Race& race) const override { return rungs(race).next(); }

 private:
  Rungs rungs(const Race& race) const {
    return {race, first_rung(min_epochs, race.epochs), eta, [](std::int64_t) { return true; }};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<SuccessiveHalving>(); }
