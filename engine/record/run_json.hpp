// The texts of run.h5 once more, as JSON in bytes: what snnflow reads. HDF5's own texts are for people: reading them,
// HDF5 1.10 trusts whatever lengths a file says, and a file from a stranger is not to be trusted.
#pragma once
#include <string>

#include "record/run_file.hpp"

namespace snnflow {

// Names, blocks, origin, status. `has_model` is whether the file holds the blocks' numbers.
std::string run_json(const RunInfo& info, const std::string& status, int selected_epoch, bool has_model);

// Puts it all back but the numbers; blocks get offsets in their order. Error 65, `place` beginning its text.
StoredRun read_run_json(const std::string& text, const std::string& place);

}  // namespace snnflow
