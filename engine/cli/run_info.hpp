// What the record says about a run besides its figures: names, shapes, and where everything came from.
#pragma once
#include "cli/options.hpp"
#include "model/blocks.hpp"
#include "train/results.hpp"

namespace snnflow::cli {

RunInfo run_info(const Options& options, const Plan& plan, const Sources& sources, const Blocks& blocks);

}  // namespace snnflow::cli
