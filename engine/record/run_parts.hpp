// The parts of run.h5 and what they share. Only for run_*.cpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "record/axes.hpp"
#include "record/h5.hpp"
#include "train/results.hpp"

namespace snnflow {

constexpr std::int64_t kRunLayout = 1;

struct RunDraft {
  h5::NewFile& file;
  Axes& axes;
  const RunInfo& info;
  std::vector<std::string> remarks = {};
};

// The names of an epoch's figures below /metrics/<split>: "loss", the metrics, and the terms, which give way.
struct FigureNames {
  std::vector<std::string> terms, metrics;
};
FigureNames figure_names(const RunInfo& info);

// Where a block stands below `top`, /model/layer/hidden/neuron/lif/tau_mem; and its logarithm, beside it.
std::string block_path(const std::string& top, const BlockInfo& block);
std::string logarithm_path(const BlockInfo& block);

// A block's numbers as people read them.
std::vector<double> readable_values(const BlockInfo& block, const std::vector<double>& all);

// The scales of a block's axes, in its own group.
std::vector<std::string> block_axes(RunDraft& run, const std::string& top, const BlockInfo& block);

void put_metrics(RunDraft& run, const std::vector<EpochResult>& results,
                 const std::optional<FinalResult>& final);
void put_predictions(RunDraft& run, const std::vector<Predictions>& predictions);
void put_model(RunDraft& run, const std::vector<double>& values);
// Of the epochs up to the last one: a record may be ahead of the journal after a kill.
void put_records(RunDraft& run, const std::string& folder, int last_epoch);

}  // namespace snnflow
