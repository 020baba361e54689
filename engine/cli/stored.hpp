// Networks that were trained before: their plan and their numbers, out of a run.h5.
#pragma once
#include "cli/options.hpp"
#include "model/blocks.hpp"

namespace snnflow::cli {

// A run.h5, or the run.h5 of a folder.
std::string run_file_of(const std::string& path);

// The numbers of a stored run for the blocks of this plan, by path. Error 65 where one is missing or has another shape.
std::vector<double> stored_values(const std::string& path, const Blocks& blocks);

}  // namespace snnflow::cli
