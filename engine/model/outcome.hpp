// What a pass over samples leaves for those who train, count and record.
#pragma once
#include <vector>

#include "snnflow/data.hpp"

namespace snnflow {

// A sample, ready for the layers.
struct Encoded {
  Sample sample;     // its spikes are those of the encoder
  int dropped = 0;   // spikes after t_end that were left out
};

// Of one sample: each term with its weight, in mean over the batch it belongs to.
struct Outcome {
  std::vector<double> terms;    // losses, then regularisers that act on samples: shares of the batch's mean
  std::vector<double> scores, predictions;  // per metric
  std::vector<std::vector<int>> fired;      // [layer][unit]: spikes
  int clipped = 0;
  bool finite = true;           // no loss or gradient that is not a number
};

}  // namespace snnflow
