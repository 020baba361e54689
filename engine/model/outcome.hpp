// What a pass over samples leaves for those who train, count and record.
#pragma once
#include <vector>

#include "snnflow/data.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {

// A sample, ready for the layers.
struct Encoded {
  Sample sample;     // its spikes are those of the encoder
  int dropped = 0;   // spikes after t_end that were left out
};

// A layer that could not be run: it fires without end.
struct LayerFailure : Error {
  LayerFailure(const std::string& what, int exit_code, int which) : Error(what, exit_code), layer(which) {}
  int layer;  // its place in the plan
};

// Of one sample.
struct Outcome {
  std::vector<double> terms;    // losses, then regularisers that act on samples, with their weights: shares of the batch's mean
  std::vector<double> scores, predictions;  // per metric
  std::vector<std::vector<int>> fired;      // [layer][unit]: spikes
  int clipped = 0;
  bool finite = true;           // no term that is not a number
};

// What terms on whole batches pull at the spike counts: [layer][sample of the batch][unit]; empty where nothing does.
struct BatchPulls {
  std::span<const std::vector<double>> counts;
  int first = 0;  // which sample of the batch a run begins with
};

}  // namespace snnflow
