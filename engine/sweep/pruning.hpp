// Asking a pruner: the curves of all trials with the sign that it expects.
#pragma once
#include "snnflow/pruner.hpp"
#include "sweep/sampling.hpp"

namespace snnflow {

/// The curves of a sweep, ready to be asked about; looks at those it was made of for as long as it lives.
class SweepRace {
 public:
  /// trials by number, without gaps; curves[trial]: its objective after each epoch, as measured. A pruned
  /// trial counts as paused: a pruner that never pauses never names one.
  SweepRace(std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves,
            Direction direction, std::int64_t epochs, std::uint64_t seed);
  SweepRace(const SweepRace&) = delete;
  SweepRace& operator=(const SweepRace&) = delete;
  /// What becomes of a trial that has just told its newest epoch; its last one is never asked about.
  Pruner::Verdict judge(const Pruner& pruner, std::int64_t trial) const;
  /// The pruned trial that goes on before any new one begins; -1: none.
  std::int64_t next(const Pruner& pruner) const;

 private:
  Race race() const;
  std::vector<double> turned_;  // all values, where their sign is the other one
  std::vector<Curve> curves_;
  std::int64_t epochs_;
  std::uint64_t seed_;
  bool negated_;
};

}  // namespace snnflow
