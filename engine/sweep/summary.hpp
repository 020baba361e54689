// What a sweep has found so far: points with mean and deviation over their seeds, the best of them, what
// mattered.
#pragma once
#include "sweep/importance.hpp"
#include "sweep/seeds.hpp"
#include "sweep/store.hpp"
#include "sweep/sweep.hpp"

namespace snnflow {

struct SweepSummary {
  std::int64_t done = 0, pruned = 0, failed = 0, running = 0;  // trials
  std::vector<StoredTrial> trials;                             // by number
  std::vector<Gathered> points;                                // by number
  /// Points that are done, the best first; with two objectives those that nobody dominates, by the first.
  std::vector<std::size_t> best;
  /// [objective][dimension]; empty where it was not asked for.
  std::vector<std::vector<Importance>> importance;

  std::int64_t ended() const { return done + pruned + failed; }
  /// The first trial of a point.
  std::int64_t trial_of(const Sweep& sweep, std::size_t point) const {
    return points[point].point.number * std::int64_t(sweep.seeds.size());
  }
};

SweepSummary summarise(const Sweep& sweep, std::vector<StoredTrial> trials, bool with_importance);

}  // namespace snnflow
