// What the record says about a run besides its figures: names, shapes, and where everything came from.
#pragma once
#include "cli/options.hpp"
#include "model/blocks.hpp"
#include "train/results.hpp"

namespace snnflow::cli {

RunInfo run_info(const Options& options, const Loaded& loaded, const Blocks& blocks);

// What makes two plans the same: everything but title and notes.
std::string identity(const Plan& plan);
// Where two identities differ first: "train.epochs is 100 there and 50 here".
std::string first_difference(const std::string& there, const std::string& here);

}  // namespace snnflow::cli
