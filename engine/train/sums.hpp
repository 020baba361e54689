// Sums of a pass in sample order, and the sum of shards as a fixed tree: the same bits on any number of threads.
#pragma once
#include "graph/pool.hpp"
#include "model/outcome.hpp"
#include "train/results.hpp"

namespace snnflow {

// Adds one sample's outcome to the sums.
void add_outcome(const Outcome& outcome, double batch, PassSums& sums);

// parts[0] becomes the sum of all parts: neighbours first, then neighbours of these, and so on.
void tree_sum(Pool& pool, std::vector<std::vector<double>>& parts, int count);

}  // namespace snnflow
