// Pruners of hyperparameter sweeps: whether a trial that runs is worth its next epoch.
#pragma once
#include <span>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

/// The objective of a trial after each epoch.
struct Curve {
  std::int64_t trial = 0;
  enum class State { running, paused, done, pruned, failed } state = State::running;
  std::span<const double>
      values;  // [epoch], smaller is better (the engine turns signs); nan where there is none
};

struct Race {
  std::span<const Curve> curves;  // by trial
  std::int64_t epochs = 0;        // that a whole trial takes
  std::uint64_t seed = 0;         // of the sweep
  bool negated = false;           // whether the objective is maximised, so that its sign was turned
};

class Pruner : public Plugin {
 public:
  static constexpr const char* kind = "pruner";
  /// pause: the trial keeps its checkpoint and waits until next() names it, or for ever.
  enum class Verdict { go, pause, stop };
  /// Asked after each epoch of a trial that is not its last; `curve` is one of race.curves and has a value at
  /// least.
  virtual Verdict judge(const Race& race, const Curve& curve) const = 0;
  /// The paused trial that deserves a free worker before any new trial; -1: none.
  virtual std::int64_t next(const Race&) const { return -1; }
};

}  // namespace snnflow
