// Several seeds of one point: trial k of the store is point k / seeds under seed k % seeds; samplers see
// points.
#pragma once
#include "sweep/sampling.hpp"

namespace snnflow {

/// What several runs gave.
struct Spread {
  int runs = 0;          // that gave a number
  double mean = 0;       // nan where none did
  double deviation = 0;  // of a single run, n - 1 in the denominator; nan for fewer than two
};
Spread spread(std::span<const double> values);

/// A point with all its runs.
struct Gathered {
  SweepPoint point;             // its objectives are means over the runs that are done
  std::vector<Spread> spreads;  // [objective]
};

/// Runs (by number, without gaps) as points. A point runs until all its seeds have ended; it is done where
/// one run is, else pruned where one is, else failed.
std::vector<Gathered> gather(std::span<const SweepPoint> runs, int seeds);

/// The values of run `number`: those of the same point's earlier runs, or new ones for its first.
std::vector<double> propose_run(const Sampler& sampler, const Space& space, std::span<const SweepPoint> runs,
                                std::int64_t number, int seeds, std::uint64_t seed,
                                std::span<const Direction> directions);

}  // namespace snnflow
