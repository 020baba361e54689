// Predictions by themselves, in a file of their own: what `snnflow eval` writes.
#pragma once
#include <string>
#include <vector>

#include "train/results.hpp"

namespace snnflow {

// Replaces the file as a whole, in the layout of /predictions in run.h5. Error 74.
void write_predictions(const std::string& path, const std::vector<Predictions>& predictions, const RunInfo& info);

}  // namespace snnflow
