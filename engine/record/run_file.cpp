// The order of run.h5: where it came from, the axes, figures, model, predictions, records.
#include "record/run_file.hpp"

#include <algorithm>

#include "record/names.hpp"
#include "record/run_parts.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

void put_origin(RunDraft& run, const std::string& status, int selected_epoch, bool has_model) {
  h5::NewFile& file = run.file;
  const RunInfo& info = run.info;
  file.attribute("/", "snnflow_layout", kRunLayout);
  file.attribute("/", "title", info.title);
  file.attribute("/", "status", status);
  file.attribute("/", "selected_epoch", std::int64_t{selected_epoch});
  file.attribute("/", "epochs", std::int64_t{info.epochs});
  file.attribute("/", "toml", info.toml);
  file.attribute("/", "plan", info.plan);
  file.attribute("/", "terms", info.terms);
  file.attribute("/", "metrics", info.metrics);
  file.attribute("/", "metric_more", info.metric_more);
  file.attribute("/", "splits", info.splits);
  std::vector<std::string> blocks;
  if (has_model)
    for (const BlockInfo& block : info.blocks) blocks.push_back(block.path);
  file.attribute("/", "blocks", blocks);
}

void put_provenance(RunDraft& run) {
  std::vector<std::string> names;
  for (const auto& [name, value] : run.info.provenance) names.push_back(name);
  const std::vector<std::string> attributes = provenance_attributes(names);
  for (std::size_t i = 0; i < names.size(); ++i) run.file.attribute("/", attributes[i], run.info.provenance[i].second);
  run.file.attribute("/", "provenance", names);
}

void put_axes(RunDraft& run, const std::vector<EpochResult>& results) {
  std::vector<std::int64_t> epochs;
  for (const EpochResult& r : results) epochs.push_back(r.epoch);
  run.axes.scale("/", "epoch", epochs);
  run.axes.scale("/", "layer", run.info.layers);
  run.file.write<std::int32_t>("/layer_units", run.info.layer_units, {run.info.layer_units.size()});
  run.axes.attach("/layer_units", {"/layer"});
}

}  // namespace

std::vector<std::string> provenance_attributes(const std::vector<std::string>& names) {
  std::vector<std::string> attributes;
  for (const std::string& name : names) attributes.push_back(name.empty() ? "_" : name);
  return unique_names(attributes, {"snnflow_layout", "title", "status", "selected_epoch", "epochs", "toml", "plan",
                                   "terms", "metrics", "metric_more", "splits", "blocks", "provenance", "remarks"});
}

std::vector<std::string> assemble_run(const std::string& folder, const RunInfo& info,
                                      const std::vector<EpochResult>& results, const TrainState& state,
                                      const std::optional<FinalResult>& final, const std::string& status) {
  const std::vector<double>& values = state.best_epoch >= 0 ? state.best_values : state.values;
  std::size_t numbers = 0;
  for (const BlockInfo& block : info.blocks) numbers = std::max(numbers, block.offset + block.size);
  if (!values.empty() && values.size() < numbers)
    throw Error("the state has " + std::to_string(values.size()) + " numbers, and the model " + std::to_string(numbers));
  const int selected = final ? final->epoch : state.best_epoch >= 0 ? state.best_epoch : state.epoch;

  h5::NewFile file(folder + "/run.h5");
  Axes axes(file);
  RunDraft run{file, axes, info};
  put_origin(run, status, selected, !values.empty());
  put_provenance(run);
  put_axes(run, results);
  put_metrics(run, results, final);
  if (!values.empty()) put_model(run, values);
  if (final) put_predictions(run, final->predictions);
  put_records(run, folder, results.empty() ? -1 : results.back().epoch);
  if (!run.remarks.empty()) file.attribute("/", "remarks", run.remarks);
  file.commit();
  return run.remarks;
}

}  // namespace snnflow
