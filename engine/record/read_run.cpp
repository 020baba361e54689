// Reading run.h5 back; what other software added to it does not matter.
#include <cmath>

#include "record/run_file.hpp"
#include "record/run_json.hpp"
#include "record/run_parts.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

void get_model(const h5::StoredFile& file, StoredRun& run) {
  for (const BlockInfo& block : run.info.blocks) {
    const h5::Shape shape(block.shape.begin(), block.shape.end());
    const std::vector<double> values =
        file.read<double>(block.logarithm ? logarithm_path(block) : block_path("/model", block), shape);
    run.values.insert(run.values.end(), values.begin(), values.end());
  }
}

// The curves of a split, put into the epochs; a row of nothing but NaN is one that is missing.
void get_split(const h5::StoredFile& file, const std::string& name, SplitResult EpochResult::*split,
               StoredRun& run) {
  const std::string group = "/metrics/" + name + "/";
  if (!file.has(group + "loss")) return;
  const FigureNames names = figure_names(run.info);
  const auto curve = [&](const std::string& figure) {
    return file.read<double>(group + figure, {run.results.size()});
  };
  const std::vector<double> loss = curve("loss");
  for (std::size_t e = 0; e < loss.size(); ++e) (run.results[e].*split).loss = loss[e];
  const auto add = [&](const std::string& figure, std::vector<double> SplitResult::*list) {
    const std::vector<double> values = curve(figure);
    for (std::size_t e = 0; e < values.size(); ++e) ((run.results[e].*split).*list).push_back(values[e]);
  };
  for (const std::string& term : names.terms) add(term, &SplitResult::terms);
  for (const std::string& metric : names.metrics) add(metric, &SplitResult::metrics);
  for (EpochResult& r : run.results) {
    SplitResult& s = r.*split;
    bool present = !std::isnan(s.loss);
    for (const double x : s.terms) present = present || !std::isnan(x);
    for (const double x : s.metrics) present = present || !std::isnan(x);
    s.present = present;
    if (!present) s = {};
  }
}

void get_test(const h5::StoredFile& file, StoredRun& run) {
  if (!file.has("/metrics/test/loss")) return;
  const FigureNames names = figure_names(run.info);
  const auto number = [&](const std::string& figure) {
    return file.read<double>("/metrics/test/" + figure, {})[0];
  };
  run.test.present = true;
  run.test.loss = number("loss");
  for (const std::string& term : names.terms) run.test.terms.push_back(number(term));
  for (const std::string& metric : names.metrics) run.test.metrics.push_back(number(metric));
}

void get_layers(const h5::StoredFile& file, StoredRun& run) {
  const std::size_t epochs = run.results.size(), layers = run.info.layers.size();
  const auto table = [&](const char* path) { return file.read<double>(path, {epochs, layers}); };
  const auto norms = table("/layers/gradient_norm"), spikes = table("/layers/spikes_per_neuron"),
             silent = table("/layers/silent_fraction");
  for (std::size_t i = 0; i < norms.size(); ++i)
    run.results[i / layers].layers.push_back({norms[i], spikes[i], silent[i]});
}

void get_results(const h5::StoredFile& file, StoredRun& run) {
  const std::vector<std::int64_t> epochs = file.read<std::int64_t>("/epoch");
  const h5::Shape rows = {epochs.size()};
  if (file.shape("/epoch") != rows) file.refuse("/epoch", "it has more than one axis");
  const auto clipped = file.read<std::int64_t>("/metrics/clipped", rows),
             dropped = file.read<std::int64_t>("/metrics/dropped", rows);
  const auto factor = file.read<double>("/metrics/learning_rate_factor", rows),
             seconds = file.read<double>("/metrics/seconds", rows);
  const auto best = file.read<std::uint8_t>("/metrics/best", rows);
  for (std::size_t e = 0; e < epochs.size(); ++e) {
    EpochResult r;
    r.epoch = static_cast<int>(epochs[e]);
    r.clipped = clipped[e], r.dropped = dropped[e];
    r.learning_rate_factor = factor[e], r.seconds = seconds[e];
    r.best = best[e] != 0;
    run.results.push_back(r);
  }
  get_split(file, "train", &EpochResult::train, run);
  get_split(file, "valid", &EpochResult::valid, run);
  get_layers(file, run);
  get_test(file, run);
}

}  // namespace

StoredRun read_run(const std::string& path) {
  const h5::StoredFile file(path);
  if (!file.has("/snnflow/json")) file.refuse("/", "it is no result of snnflow");
  StoredRun run = read_run_json(file.text("/snnflow/json"), path + ": /snnflow/json: ");
  get_model(file, run);
  get_results(file, run);
  return run;
}

std::optional<std::string> run_status(const std::string& path) {
  try {
    return read_run_json(h5::StoredFile(path).text("/snnflow/json"), path + ": ").status;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace snnflow
