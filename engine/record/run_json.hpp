// The texts of run.h5 once more, as JSON in bytes, for snnflow to read; its attributes are for people.
//
// Reading texts of its own, HDF5 1.10 trusts what lengths a file claims, and crashes where they are wrong.
#pragma once
#include <string>

#include "record/run_file.hpp"

namespace snnflow {

// Names, blocks, origin, status. `has_model` is whether the file holds the blocks' numbers.
std::string run_json(const RunInfo& info, const std::string& status, int selected_epoch, bool has_model);

// Puts it all back but the numbers; blocks get offsets in their order. Error 65, `place` beginning its text.
StoredRun read_run_json(const std::string& text, const std::string& place);

}  // namespace snnflow
