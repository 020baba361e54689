// The order of run.h5: where it came from, the axes, figures, model, predictions, records.
#include "record/run_file.hpp"

#include <algorithm>

#include "record/names.hpp"
#include "record/run_json.hpp"
#include "record/run_parts.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

// For people: attributes. Provenance goes by its own names, unless the layout has such a name already.
void put_origin(RunDraft& run, const std::string& status, int selected_epoch) {
  h5::NewFile& file = run.file;
  const RunInfo& info = run.info;
  file.attribute("/", "snnflow_layout", kRunLayout);
  file.attribute("/", "title", info.title);
  file.attribute("/", "status", status);
  file.attribute("/", "selected_epoch", std::int64_t{selected_epoch});
  file.attribute("/", "epochs", std::int64_t{info.epochs});
  file.attribute("/", "toml", info.toml);
  file.attribute("/", "plan", info.plan);
  std::vector<std::string> names;
  for (const auto& [name, value] : info.provenance) names.push_back(name.empty() ? "_" : name);
  names = unique_names(
      names, {"snnflow_layout", "title", "status", "selected_epoch", "epochs", "toml", "plan", "remarks"});
  for (std::size_t i = 0; i < names.size(); ++i) file.attribute("/", names[i], info.provenance[i].second);
}

// For snnflow.
void put_json(RunDraft& run, const std::string& json) {
  run.file.text("/snnflow/json", json);
  run.axes.attach("/snnflow/json", {run.axes.bare("/snnflow", "byte", json.size())});
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

std::vector<std::string> assemble_run(const std::string& folder, const RunInfo& info,
                                      const std::vector<EpochResult>& results, const TrainState& state,
                                      const std::optional<FinalResult>& final, const std::string& status) {
  const std::vector<double>& values = state.best_epoch >= 0 ? state.best_values : state.values;
  std::size_t numbers = 0;
  for (const BlockInfo& block : info.blocks) numbers = std::max(numbers, block.offset + block.size);
  if (!values.empty() && values.size() < numbers)
    throw Error("the state has " + std::to_string(values.size()) + " numbers, and the model " +
                std::to_string(numbers));
  const int selected = final ? final->epoch : state.best_epoch >= 0 ? state.best_epoch : state.epoch;

  h5::NewFile file(folder + "/run.h5");
  Axes axes(file);
  RunDraft run{file, axes, info};
  put_origin(run, status, selected);
  put_axes(run, results);
  put_metrics(run, results, final);
  if (!values.empty()) put_model(run, values);
  if (final) put_predictions(run, final->predictions);
  put_records(run, folder, results.empty() ? -1 : results.back().epoch);
  put_json(run, run_json(info, status, selected, !values.empty()));
  if (!run.remarks.empty()) file.attribute("/", "remarks", run.remarks);
  file.commit();
  return run.remarks;
}

}  // namespace snnflow
