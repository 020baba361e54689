// records/000010.h5: spikes, state traces and weights of one epoch, kept until run.h5 gathers them.
#pragma once
#include <string>
#include <vector>

#include "train/results.hpp"

namespace snnflow {

// Replaces the epoch's file as a whole; makes the folder "records" where it is not there. Error 74.
void write_epoch_record(const std::string& folder, const EpochRecord& record, const RunInfo& info);

// A record's file; Error 65 where it is damaged or its parts do not fit each other.
EpochRecord read_epoch_record(const std::string& path);

// The epochs that have a record, in rising order, and the path of an epoch's.
std::vector<int> recorded_epochs(const std::string& folder);
std::string record_path(const std::string& folder, int epoch);

}  // namespace snnflow
