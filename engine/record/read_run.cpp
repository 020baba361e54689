// Reading run.h5 back; what other software added to it does not matter.
#include <cmath>
#include <set>

#include "record/run_file.hpp"
#include "record/run_parts.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::size_t kMostNumbers = std::size_t{1} << 34;

int get_int(const h5::StoredFile& file, const std::string& path, const std::string& name) {
  const std::int64_t x = file.integer_attribute(path, name);
  if (x < -1 || x > (std::int64_t{1} << 30)) file.refuse(path + " @" + name, std::to_string(x) + " is out of range");
  return static_cast<int>(x);
}

void get_origin(const h5::StoredFile& file, StoredRun& run) {
  RunInfo& info = run.info;
  info.title = file.text_attribute("/", "title");
  run.status = file.text_attribute("/", "status");
  run.selected_epoch = get_int(file, "/", "selected_epoch");
  info.epochs = get_int(file, "/", "epochs");
  info.toml = file.text_attribute("/", "toml");
  info.plan = file.text_attribute("/", "plan");
  info.terms = file.texts_attribute("/", "terms");
  info.metrics = file.texts_attribute("/", "metrics");
  info.metric_more = file.texts_attribute("/", "metric_more");
  info.splits = file.texts_attribute("/", "splits");
  const std::vector<std::string> names = file.texts_attribute("/", "provenance");
  const std::vector<std::string> attributes = provenance_attributes(names);
  for (std::size_t i = 0; i < names.size(); ++i)
    info.provenance.emplace_back(names[i], file.text_attribute("/", attributes[i]));
  info.layers = file.texts("/layer");
  info.layer_units = file.read<std::int32_t>("/layer_units", {info.layers.size()});
}

void get_block(const h5::StoredFile& file, const std::string& path, StoredRun& run) {
  BlockInfo block;
  block.path = path;
  const std::string at = block_path("/model", block);
  const h5::Shape shape = file.shape(at);
  for (const std::size_t extent : shape) {
    if (extent > 1u << 30) file.refuse(at, "an axis is out of range");
    block.shape.push_back(static_cast<int>(extent));
  }
  block.unit = file.text_attribute(at, "unit");
  block.doc = file.text_attribute(at, "doc");
  block.trained = get_int(file, at, "trained") != 0;
  block.logarithm = get_int(file, at, "logarithm") != 0;
  if (file.has_attribute(at, "axes")) block.axes = file.texts_attribute(at, "axes");
  block.offset = run.values.size(), block.size = h5::elements(shape);
  if (block.size > kMostNumbers - block.offset) file.refuse(at, "the model is larger than any memory");
  const std::vector<double> values = file.read<double>(block.logarithm ? logarithm_path(block) : at, shape);
  run.values.insert(run.values.end(), values.begin(), values.end());
  run.info.blocks.push_back(std::move(block));
}

// The curves of a split, put into the epochs; a row of nothing but NaN is one that is missing.
void get_split(const h5::StoredFile& file, const std::string& name, SplitResult EpochResult::*split, StoredRun& run) {
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
  const auto number = [&](const std::string& figure) { return file.read<double>("/metrics/test/" + figure, {})[0]; };
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
  if (!file.has_attribute("/", "snnflow_layout")) file.refuse("/", "it is no result of snnflow");
  if (file.integer_attribute("/", "snnflow_layout") != kRunLayout) file.refuse("/", "another version of snnflow wrote it");
  StoredRun run;
  get_origin(file, run);
  std::set<std::string> known;
  for (const std::string& block : file.texts_attribute("/", "blocks")) {
    if (!known.insert(block).second) file.refuse("/ @blocks", "'" + block + "' is there twice");
    get_block(file, block, run);
  }
  get_results(file, run);
  return run;
}

std::optional<std::string> run_status(const std::string& path) {
  try {
    return h5::StoredFile(path).text_attribute("/", "status");
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace snnflow
