// Training one network: epochs of batches, each cut into fixed shards that are summed in a fixed order.
#pragma once
#include <memory>

#include "graph/pool.hpp"
#include "model/batch_terms.hpp"
#include "model/network.hpp"
#include "train/sample_cache.hpp"
#include "train/watcher.hpp"

namespace snnflow {

class Trainer {
 public:
  Trainer(const Plan& plan, const Registry& registry, Pool& pool);
  ~Trainer();

  const Blocks& blocks() const { return blocks_; }
  // Where training begins.
  TrainState begin();
  // Trains on from a state until the plan's last epoch, an early stop, or a request to stop.
  void run(TrainState& state, Watcher& watcher);
  // The weights that the plan selects, on all splits.
  FinalResult finish(const TrainState& state);
  // A pass over a split at these numbers, without learning.
  SplitResult evaluate(std::span<const double> values, Split split, Predictions* predictions = nullptr);

 private:
  struct Slot {
    std::vector<Encoded> samples;
  };
  void epoch(TrainState& state, Watcher& watcher);
  bool step(TrainState& state, const Slot& slot, int samples, Watcher& watcher);
  void run_shards(const Slot& slot, int samples, const BatchTerms* terms);
  void apply(TrainState& state);
  double gradient_length(TrainState& state);
  void first_epoch(TrainState& state, Watcher& watcher);
  EpochRecord record(const TrainState& state, bool last);
  double schedule_factor(const TrainState& state) const;
  // At the numbers that are bound.
  SplitResult pass(Split split, PassSums& sums, Predictions* predictions);
  SplitResult result(const PassSums& sums) const;
  std::vector<LayerResult> layer_results(const PassSums& sums) const;
  PassSums empty_sums() const;
  void choose(TrainState& state, EpochResult& result);

  const Plan& plan_;
  Pool& pool_;
  Blocks blocks_;
  std::unique_ptr<Network> network_;
  std::vector<double> gradients_;
  struct UpdatePart {
    int block;
    std::size_t from, size;  // within the block
  };
  std::vector<UpdatePart> update_parts_;
  std::vector<Outcome> outcomes_;
  std::vector<Slot> slots_;
  std::unique_ptr<SampleCache> cache_;  // of the training split
  std::vector<int> order_;
};

}  // namespace snnflow
