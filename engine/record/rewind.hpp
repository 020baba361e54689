// Takes a run's folder back to where its checkpoint was, after a kill at any moment.
#pragma once
#include <string>

#include "record/journal.hpp"

namespace snnflow {

// Drops all lines of the journal and all records of later epochs than the checkpoint's, TrainState::epoch;
// they come again, with the same bits. -1, where there is no checkpoint: everything. Returns what is left of
// the journal; its remark says what was damaged, also among what was dropped. Ask for the checkpoint's
// identity first.
JournalContents rewind(const std::string& folder, int epoch, const RunInfo& info);

}  // namespace snnflow
