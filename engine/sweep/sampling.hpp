// Asking a sampler: the streams of random numbers, the signs of objectives; and which points are the best.
#pragma once
#include "snnflow/sampler.hpp"
#include "sweep/space.hpp"

namespace snnflow {

enum class Direction { minimise, maximise };

/// A point of the space and what is known of it: what samplers, fronts and importance are computed from.
struct SweepPoint {
  std::int64_t number = 0;
  TrialState state = TrialState::running;
  std::vector<double> point;       // [dimension]
  std::vector<double> objectives;  // as measured, nothing turned; empty where there are none
  std::int64_t epochs = 0;         // of a pruned one: how far it came
};

/// The next point. `points` by number, those that run included; trial `number` depends on them, the seed and
/// the number only.
std::vector<double> propose(const Sampler& sampler, const Space& space, std::span<const SweepPoint> points,
                            std::int64_t number, std::uint64_t seed, std::span<const Direction> directions);

/// Points that nobody dominates, in the order of their numbers; with one objective, the best. Only those that
/// are done and whose objectives are numbers.
std::vector<std::size_t> best_points(std::span<const SweepPoint> points,
                                     std::span<const Direction> directions);

}  // namespace snnflow
