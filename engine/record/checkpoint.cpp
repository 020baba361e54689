// Not packed: it is written after each epoch, and weights hardly shrink.
#include "record/checkpoint.hpp"

#include <sys/stat.h>

#include <cmath>

#include "base/text.hpp"
#include "record/disk.hpp"
#include "record/h5.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::int64_t checkpoint_layout = 1;

std::string checkpoint_path(const std::string& folder) { return folder + "/checkpoint.h5"; }

template <h5::Number T>
void put(h5::NewFile& file, const std::string& path, const std::vector<T>& values) {
  file.write<T>(path, values, {values.size()});
}

// Counts per unit of all layers, one layer after the other; `ends` says where each ends.
void put_fired(h5::NewFile& file, const std::vector<std::vector<std::int64_t>>& fired) {
  std::vector<std::int64_t> all, ends;
  for (const auto& layer : fired) {
    all.insert(all.end(), layer.begin(), layer.end());
    ends.push_back(static_cast<std::int64_t>(all.size()));
  }
  put(file, "/sums/fired", all);
  put(file, "/sums/fired_ends", ends);
}

std::vector<std::vector<std::int64_t>> get_fired(const h5::StoredFile& file) {
  const auto all = file.read<std::int64_t>("/sums/fired"), ends = file.read<std::int64_t>("/sums/fired_ends");
  std::vector<std::vector<std::int64_t>> fired;
  std::int64_t begin = 0;
  for (const std::int64_t end : ends) {
    if (end < begin || end > static_cast<std::int64_t>(all.size()))
      file.refuse("/sums/fired_ends", "it does not rise");
    fired.emplace_back(all.begin() + begin, all.begin() + end);
    begin = end;
  }
  return fired;
}

void put_sums(h5::NewFile& file, const PassSums& sums) {
  put(file, "/sums/terms", sums.terms);
  put(file, "/sums/scores", sums.scores);
  put(file, "/sums/spikes", sums.spikes);
  put(file, "/sums/gradient_norms", sums.gradient_norms);
  put_fired(file, sums.fired);
  file.attribute("/sums", "samples", sums.samples);
  file.attribute("/sums", "batches", sums.batches);
  file.attribute("/sums", "clipped", sums.clipped);
  file.attribute("/sums", "dropped", sums.dropped);
  file.attribute("/sums", "seconds", sums.seconds);
}

PassSums get_sums(const h5::StoredFile& file) {
  PassSums sums;
  sums.terms = file.read<double>("/sums/terms");
  sums.scores = file.read<double>("/sums/scores");
  sums.spikes = file.read<std::int64_t>("/sums/spikes");
  sums.gradient_norms = file.read<double>("/sums/gradient_norms");
  sums.fired = get_fired(file);
  sums.samples = file.integer_attribute("/sums", "samples");
  sums.batches = file.integer_attribute("/sums", "batches");
  sums.clipped = file.integer_attribute("/sums", "clipped");
  sums.dropped = file.integer_attribute("/sums", "dropped");
  sums.seconds = file.number_attribute("/sums", "seconds");
  return sums;
}

// A whole number of the file that must fit an int and be no less than `least`.
int get_int(const h5::StoredFile& file, const std::string& name, int least) {
  const std::int64_t x = file.integer_attribute("/", name);
  if (x < least || x > (std::int64_t{1} << 30))
    file.refuse("/ @" + name, std::to_string(x) + " is out of range");
  return static_cast<int>(x);
}

}  // namespace

void write_checkpoint(const std::string& folder, const TrainState& state, const RunInfo& info,
                      const std::string& plan_identity) {
  h5::NewFile file(checkpoint_path(folder), h5::NewFile::Packing::none);
  file.attribute("/", "snnflow_checkpoint", checkpoint_layout);
  file.text("/identity", plan_identity);
  file.text("/plan", info.plan);
  file.attribute("/", "epoch", std::int64_t{state.epoch});
  file.attribute("/", "batch", std::int64_t{state.batch});
  file.attribute("/", "step", state.step);
  file.attribute("/", "best_epoch", std::int64_t{state.best_epoch});
  file.attribute("/", "best_score", state.best_score);
  file.attribute("/", "silent_epochs", std::int64_t{state.silent_epochs});
  file.attribute("/", "trained_samples", state.trained_samples);
  file.attribute("/", "trained_seconds", state.trained_seconds);
  file.attribute("/", "finished", std::int64_t{state.finished});
  file.text("/stopped", state.stopped);
  put(file, "/values", state.values);
  put(file, "/memory", state.memory);
  put(file, "/best_values", state.best_values);
  put_sums(file, state.sums);
  file.commit();
}

std::optional<StoredState> read_checkpoint(const std::string& folder) {
  const std::string path = checkpoint_path(folder);
  if (!is_there(path)) return std::nullopt;
  const h5::StoredFile file(path, Seal::demanded);
  if (file.integer_attribute("/", "snnflow_checkpoint") != checkpoint_layout)
    file.refuse("/", "another version of snnflow wrote it");
  StoredState out;
  TrainState& s = out.state;
  out.identity = file.text("/identity");
  out.plan = file.text("/plan");
  s.epoch = get_int(file, "epoch", 0);
  s.batch = get_int(file, "batch", 0);
  s.step = file.integer_attribute("/", "step");
  s.best_epoch = get_int(file, "best_epoch", -1);
  s.best_score = file.number_attribute("/", "best_score");
  s.silent_epochs = get_int(file, "silent_epochs", 0);
  s.trained_samples = file.integer_attribute("/", "trained_samples");
  s.trained_seconds = file.number_attribute("/", "trained_seconds");
  s.finished = file.integer_attribute("/", "finished") != 0;
  s.stopped = file.text("/stopped");
  s.values = file.read<double>("/values");
  s.memory = file.read<double>("/memory");
  s.best_values = file.read<double>("/best_values");
  s.sums = get_sums(file);
  if (!s.best_values.empty() && s.best_values.size() != s.values.size())
    file.refuse("/best_values", "there are not as many as /values");
  return out;
}

void check_state(const TrainState& state, const RunInfo& info) {
  const auto demand = [](bool fits, const std::string& what) {
    if (!fits) throw Error("the checkpoint is not one of this model: its " + what);
  };
  std::size_t size = 0;
  for (const BlockInfo& block : info.blocks) size += block.size;
  const auto none_or = [](std::size_t n, std::size_t expected) { return n == 0 || n == expected; };
  demand(state.values.size() == size, plural(static_cast<std::int64_t>(state.values.size()), "number") +
                                          " should be " + std::to_string(size));
  demand(
      none_or(state.best_values.size(), size) && (state.best_epoch < 0 || state.best_values.size() == size),
      "best epoch lacks its numbers");
  demand(none_or(state.sums.terms.size(), info.terms.size()), "sums have other terms");
  demand(none_or(state.sums.scores.size(), info.metrics.size()), "sums have other metrics");
  demand(none_or(state.sums.spikes.size(), info.layers.size()), "sums have other layers");
  demand(none_or(state.sums.gradient_norms.size(), info.layers.size()), "sums have other layers");
  demand(none_or(state.sums.fired.size(), info.layers.size()), "sums have other layers");
  for (std::size_t l = 0; l < state.sums.fired.size(); ++l)
    demand(none_or(state.sums.fired[l].size(), static_cast<std::size_t>(info.layer_units[l])),
           "layer '" + info.layers[l] + "' has another size");
}

}  // namespace snnflow
