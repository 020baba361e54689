// run.h5, the result of a run, laid out as schemas/result-file.md says: gathered at its end, read ever after.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "train/results.hpp"

namespace snnflow {

// Replaces folder/run.h5 as a whole: everything that is known, with the folder's records. The model is that
// of the best epoch, where there is one, else the state's; a state without numbers leaves it out. status:
// done, interrupted or failed. Error 74. Returns what had to be left out, such as a damaged record; run.h5
// says it too.
std::vector<std::string> assemble_run(const std::string& folder, const RunInfo& info,
                                      const std::vector<EpochResult>& results, const TrainState& state,
                                      const std::optional<FinalResult>& final, const std::string& status);

// A run.h5 as `eval` and `probe` need it.
struct StoredRun {
  RunInfo info;  // toml and plan are the texts, provenance in its order; blocks fit `values`
  std::string status;
  int selected_epoch = 0;
  std::vector<double>
      values;  // of that epoch, block after block, as the model holds them: logarithms where it does
  std::vector<EpochResult> results;
  SplitResult test;
};

// Error 65 where the file is none, damaged, or does not fit itself.
StoredRun read_run(const std::string& path);

// The status of a run.h5; nothing where there is none that can be read.
std::optional<std::string> run_status(const std::string& path);

}  // namespace snnflow
