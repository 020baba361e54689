// A sweep as the file describes it: every name found, every default filled in, every branch resolved.
#pragma once
#include "base/sources.hpp"
#include "plan/resolve.hpp"
#include "snnflow/pruner.hpp"
#include "sweep/objective.hpp"
#include "sweep/space.hpp"

namespace snnflow {

struct Sweep {
  Value root;  // the experiment as it was written, [sweep] and all; where the file holds several plugins for
               // the sweep to choose from, it holds them still
  Sources sources;
  Space space;
  std::vector<std::int64_t> seeds;  // one at least
  std::vector<Objective> objectives;
  std::optional<Use> sampler_use, pruner_use;
  std::shared_ptr<const Sampler> sampler;  // null: there is no space, but seeds
  std::shared_ptr<const Pruner> pruner;    // null: none
  std::int64_t points = -1;                // of the space; -1: no end but the time
  double hours = 0;                        // after which no trial begins
  int retries = 0;
  int epochs = 0;                 // of a whole trial, where they are not swept
  std::uint64_t seed = 0;         // of the sampler
  Value resolved;                 // [sweep] with every default
  std::int64_t memory = 0;        // bytes that the largest trial needs at most, roughly
  std::int64_t combinations = 0;  // of several swept values, that were resolved together
  bool all_combinations = true;   // of any two values; false: there are too many

  std::vector<Direction> directions() const;
  /// Trainings in all: each point with each seed; -1: no end but the time.
  std::int64_t trials() const { return points < 0 ? -1 : points * std::int64_t(seeds.size()); }
  std::int64_t seed_of(std::int64_t trial) const { return seeds[std::size_t(trial) % seeds.size()]; }
};

/// Whether an experiment has a [sweep].
bool has_sweep(const Value& root);

/// The plan of an experiment as it stands, and its sweep. Where the file holds several plugins in one place
/// for the sweep to choose from, the plan has the first that the sweep names. Every mistake is an issue, also
/// those that a swept value would bring; the sweep is whole only if there was none.
Plan resolve_sweep(const Value& root, const Sources& sources, Registry& registry, const PlanOptions& options,
                   Issues& issues, Sweep& sweep);

/// What makes two sweeps the same: the experiment and [sweep], but for budget and retries.
std::string sweep_identity(const Plan& plan, const Sweep& sweep);

}  // namespace snnflow
