// Several successive halvings side by side, since nobody knows how early curves tell the truth.
#include <snnflow/kit.hpp>
#include <snnflow/pruner.hpp>

#include "brackets.hpp"

namespace {
using namespace snnflow;

struct Hyperband final : Pruner {
  int min_epochs = 1, eta = 3;

  static constexpr auto about() {
    using M = Hyperband;
    return snnflow::about(
               "hyperband",
               "Successive halving in several brackets, from one that cuts early to one that never does.",
               param("min_epochs", &M::min_epochs)
                   .at_least(1)
                   .doc("The first rung of the greediest bracket; a trial's bracket comes from the seed and "
                        "its number."),
               param("eta", &M::eta).at_least(2).doc("One of so many goes on, to so many times the epochs."))
        .source("Li et al. 2018, JMLR 18:185; trials to brackets as optuna.pruners.HyperbandPruner");
  }
  Verdict judge(const Race& race, const Curve& curve) const override {
    const auto all = brackets(min_epochs, race.epochs, eta);
    return rungs(race, all, bracket_of(all, race.seed, curve.trial)).judge(curve);
  }
  std::int64_t next(const Race& race) const override {
    const auto all = brackets(min_epochs, race.epochs, eta);
    for (std::size_t b = 0; b < all.size(); ++b)
      if (const std::int64_t trial = rungs(race, all, b).next(); trial >= 0) return trial;
    return -1;
  }

 private:
  Rungs rungs(const Race& race, const std::vector<Bracket>& all, std::size_t b) const {
    return {race, std::max<std::int64_t>(all[b].epochs, 1), eta,
            [&](std::int64_t trial) { return bracket_of(all, race.seed, trial) == b; }};
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Hyperband>(); }
