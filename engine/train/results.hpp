// What training tells the world: an epoch's figures and the state it continues from. Plain data.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/recorded.hpp"

namespace snnflow {

// Figures of one pass over a split.
struct SplitResult {
  bool present = false;
  double loss = 0;                   // the weighted sum of all terms, in mean over samples
  std::vector<double> terms;         // losses, then regularisers, each with its weight
  std::vector<double> metrics;
  double spikes_per_neuron = 0;      // of all layers that spike, in mean over samples and units; not kept in the record
};

struct LayerResult {
  double gradient_norm = 0;     // Euclidean, in mean over batches, of the layer's trained numbers
  double spikes_per_neuron = 0; // in mean over samples and units
  double silent_fraction = 0;   // of the units: those that never fired in this pass
};

// One line of metrics.jsonl. Epoch 0 is before training: it has a valid split and nothing else.
struct EpochResult {
  int epoch = 0;
  SplitResult train, valid;
  std::vector<LayerResult> layers;   // of the training pass (epoch 0: of the valid pass, without gradients)
  std::int64_t clipped = 0;          // spikes that rose too slowly for their gradient to be trusted
  std::int64_t dropped = 0;          // input spikes after t_end
  double learning_rate_factor = 1;
  double seconds = 0;                // of training alone
  bool best = false;                 // the best epoch so far by train.select
};

// Running sums over the samples of a pass, in sample order.
struct PassSums {
  std::int64_t samples = 0, batches = 0;
  std::vector<double> terms, scores;           // sums over samples
  std::vector<std::int64_t> spikes;            // per layer
  std::vector<std::vector<std::int64_t>> fired; // [layer][unit]: spikes
  std::vector<double> gradient_norms;          // per layer, summed over batches
  std::int64_t clipped = 0, dropped = 0;
  double seconds = 0;
};

// All that the next batch depends on: from here training goes on to the same bits.
struct TrainState {
  int epoch = 0;             // finished epochs
  int batch = 0;             // finished batches of the running one
  std::int64_t step = 0;     // updates made
  std::vector<double> values;  // every number of the model, in the order of the model's blocks
  std::vector<double> memory;  // the optimiser's
  PassSums sums;               // of the running epoch
  int best_epoch = -1;
  double best_score = 0;
  std::vector<double> best_values;
  int silent_epochs = 0;       // in a row, with a silent readout
  std::int64_t trained_samples = 0;
  double trained_seconds = 0;
  bool finished = false;
  std::string stopped;         // why it ended before its last epoch; empty: it did not
};

// What the network says of each sample of a split.
struct Predictions {
  std::string split;
  std::vector<std::int64_t> labels;               // -1: none
  std::vector<std::vector<double>> predictions;   // [metric][sample]
  std::vector<std::vector<double>> scores;        // [metric][sample]
};

// The end of a run.
struct FinalResult {
  int epoch = 0;                    // the selected one
  SplitResult train, valid, test;   // train: of that epoch's pass; valid and test: with its weights
  std::vector<Predictions> predictions;
};

// What does not change while a run goes on: names for all of the above, and where everything came from.
struct RunInfo {
  std::string title;
  std::vector<std::string> terms, metrics, layers, splits;
  std::vector<int> layer_units;
  std::vector<BlockInfo> blocks;
  std::vector<std::string> metric_more;   // per metric: "more" or "less" is better
  int epochs = 0;
  std::string toml;            // the file as read; what it extends follows, each under a comment with its path
  std::string plan;            // every default filled in, as JSON on one line
  std::vector<std::pair<std::string, std::string>> provenance;  // name, value: versions, seed, host, level, plugins ...
};

}  // namespace snnflow
