// checkpoint.h5: all that the next batch depends on, so that a run goes on to the same bits.
#pragma once
#include <optional>
#include <string>

#include "train/results.hpp"

namespace snnflow {

struct StoredState {
  TrainState state;
  std::string identity;  // of the plan: what must be equal for a run to go on
  std::string plan;      // the plan itself, to name the first difference
};

// Replaces folder/checkpoint.h5 as a whole. Error 74 where that cannot be; the old one is then still there.
void write_checkpoint(const std::string& folder, const TrainState& state, const RunInfo& info,
                      const std::string& plan_identity);

// Nothing where there is none; Error 65 where it is damaged or its parts do not fit each other.
std::optional<StoredState> read_checkpoint(const std::string& folder);

// Throws Error 65 where a state is not one of this model: before anything is taken from it. The optimiser's
// memory is the optimiser's to check.
void check_state(const TrainState& state, const RunInfo& info);

}  // namespace snnflow
