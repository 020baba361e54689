// Which swept parameter matters: PED-ANOVA (Watanabe, Bansal and Hutter 2023), with how sure that is.
#pragma once
#include "sweep/sampling.hpp"

namespace snnflow {

struct Importance {
  std::string path;
  double share = 0;  // of the sum over all parameters, in [0, 1]; nan where too few trials tell, as low, high
  double low = 0, high = 0;  // 90 % of resampled sweeps give a share between these, which is between them too
  double chance = 1;        // how often shuffled objectives give as large a divergence; small: it does matter
  std::int64_t trials = 0;  // that had the parameter
};

struct ImportanceSettings {
  double top = 0.1;     // share of the trials that are called good
  int resamples = 200;  // with replacement, for low and high; and shuffled, for chance
  std::uint64_t seed = 0;
};

/// How far the good trials' distribution of each parameter is from that of all trials (Pearson divergence of
/// the densities), for one objective. A parameter under a condition is judged among the trials that had it.
/// Same order as the space; done trials with a number only.
std::vector<Importance> importance(const Space& space, std::span<const SweepPoint> points,
                                   std::size_t objective, Direction direction,
                                   const ImportanceSettings& settings = {});

}  // namespace snnflow
