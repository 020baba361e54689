// Who listens to a training run: the terminal, the record. Called from the training thread, in order.
#pragma once
#include "train/results.hpp"

namespace snnflow {

class Watcher {
 public:
  virtual ~Watcher() = default;
  // After each batch: `done` of `all` samples of this epoch, the loss so far.
  virtual void batch(int epoch, std::int64_t done, std::int64_t all, double loss) = 0;
  // After each epoch, and before the first (epoch 0). `record` may hold spikes, states, weights.
  virtual void epoch(const EpochResult& result, const TrainState& state, EpochRecord&& record) = 0;
  // After a stop in the middle of an epoch.
  virtual void interrupted(const TrainState& state) = 0;
  // Asked after each batch.
  virtual bool stop_requested() const = 0;
};

}  // namespace snnflow
