// Who sees a sweep while it runs; called from several threads.
#pragma once
#include "sweep/store.hpp"

namespace snnflow {

class SweepWatcher {
 public:
  virtual ~SweepWatcher() = default;
  /// A trial begins or goes on, by this process; after `epoch` of `epochs`.
  virtual void began(const Claim& claim, int epoch, int epochs) = 0;
  /// After an epoch: the first objective, nan where it has none.
  virtual void epoch(std::int64_t trial, int epoch, double objective) = 0;
  /// A trial of this process ended: done, pruned, failed; running: it was stopped and will go on.
  /// `objectives` and `reason` as in the store.
  virtual void ended(std::int64_t trial, TrialState state, std::span<const double> objectives,
                     const std::string& reason) = 0;
  /// What is to be told at once, as a sentence.
  virtual void say(const std::string& text) = 0;
  /// Asked after each batch and before each claim.
  virtual bool stop_requested() const = 0;
};

}  // namespace snnflow
