// Sums of a pass, in sample order: the same bits on any number of threads.
#pragma once
#include "model/outcome.hpp"
#include "train/results.hpp"

namespace snnflow {

// Adds one sample's outcome to the sums.
void add_outcome(const Outcome& outcome, double batch, PassSums& sums);

}  // namespace snnflow
