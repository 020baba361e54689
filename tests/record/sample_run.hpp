// A small run to write and read: two layers, hard numbers, and a training that is the same every time.
#pragma once
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "record/run_file.hpp"
#include "train/results.hpp"

namespace sample {

using namespace snnflow;
namespace fs = std::filesystem;

// A folder of its own that goes with its owner.
struct Folder {
  std::string path;
  explicit Folder(const std::string& parent = fs::temp_directory_path()) {
    std::string name = parent + "/snnflow-record-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::vector<std::string> drafts_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& e : fs::recursive_directory_iterator(folder))
    if (e.path().extension() == ".draft") names.push_back(e.path());
  return names;
}

// Equal to the bit: also nan, and -0 is not 0.
inline bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
inline bool same(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i], b[i])) return false;
  return true;
}
inline bool same(const SplitResult& a, const SplitResult& b) {
  return a.present == b.present && same(a.loss, b.loss) && same(a.terms, b.terms) &&
         same(a.metrics, b.metrics);
}

inline const std::vector<double> hard_numbers = {
    0.1,
    -0.0,
    5e-324,
    1.7976931348623157e308,
    std::numeric_limits<double>::infinity(),
    -std::numeric_limits<double>::infinity(),
    std::numeric_limits<double>::quiet_NaN(),
    std::bit_cast<double>(0x7ff0dead0000beefull),  // a nan with a load
    1.0 / 3,
    123456789012345678.0};

inline BlockInfo block(std::string path, std::vector<int> shape, std::vector<std::string> axes,
                       std::size_t offset, bool trained, bool logarithm, std::string unit) {
  BlockInfo b;
  b.path = std::move(path), b.shape = std::move(shape), b.axes = std::move(axes), b.unit = std::move(unit);
  b.offset = offset, b.size = 1, b.trained = trained, b.logarithm = logarithm;
  for (const int extent : b.shape) b.size *= static_cast<std::size_t>(extent);
  b.doc = "what " + b.path + " is for";
  return b;
}

// `width` units in the hidden layer.
inline RunInfo info(int width = 6) {
  const auto w = static_cast<std::size_t>(width);
  RunInfo i;
  i.title = "Yin-Yang µ";
  i.terms = {"ttfs-cross-entropy", "spike-count"};
  i.metrics = {"ttfs-accuracy", "spike-count"};
  i.metric_more = {"more", "less"};
  i.layers = {"hidden", "output"};
  i.layer_units = {width, 3};
  i.splits = {"train", "valid", "test"};
  i.blocks = {
      block("layer.hidden.from.input.dense.weight", {5, width}, {"source", "target"}, 0, true, false, ""),
      block("layer.hidden.neuron.lif.tau_mem", {}, {}, 5 * w, true, true, "ms"),
      block("layer.output.from.hidden.dense.weight", {width, 3}, {"source", "target"}, 5 * w + 1, true, false,
            ""),
      block("layer.output.from.hidden.dense.delay", {width, 3}, {"source", "target"}, 8 * w + 1, false, false,
            "ms"),
      block("layer.output.initial.v", {3}, {"unit"}, 11 * w + 1, false, false, "")};
  i.epochs = 4;
  i.toml = "title = \"Yin-Yang µ\"\n# extends ../base.toml\nseed = 0\n" + std::string(70000, '#') + "\n";
  i.plan = R"({"title": "Yin-Yang µ", "seed": 0})";
  i.provenance = {{"version", "0.1.0"}, {"seed", "0"},          {"host", "fermi"},   {"level", "x86-64-v3"},
                  {"status", "cheeky"}, {"data.sha256", "abc"}, {"threads", "2"},    {"git", "4a138fa"},
                  {"empty", ""},        {"neuron.lif", "0.1"},  {"started", "a day"}};
  return i;
}

inline std::size_t numbers(const RunInfo& i) { return i.blocks.back().offset + i.blocks.back().size; }

// Numbers that depend on a key and nothing else.
inline double number(std::uint64_t key) {
  key = (key + 1) * 0x9e3779b97f4a7c15ull;
  key ^= key >> 29;
  key *= 0xbf58476d1ce4e5b9ull;
  return static_cast<double>(key >> 11) / 9007199254740992.0 - 0.5;
}

inline SplitResult split(std::uint64_t key) {
  return {true, number(key), {number(key + 1), number(key + 2)}, {0.5, number(key + 3)}};
}

inline EpochResult result(int epoch) {
  EpochResult r;
  const auto key = static_cast<std::uint64_t>(epoch) * 100;
  r.epoch = epoch;
  if (epoch > 0) r.train = split(key);
  r.valid = split(key + 10);
  r.layers = {{number(key + 20), number(key + 21), number(key + 22)},
              {number(key + 23), number(key + 24), 0.25}};
  r.clipped = epoch * 3;
  r.dropped = epoch;
  r.learning_rate_factor = std::pow(0.95, epoch);
  r.seconds = 0.125 * epoch;
  r.best = epoch == 2;
  return r;
}

inline TrainState state(int epoch, const RunInfo& i) {
  TrainState s;
  s.epoch = epoch;
  s.step = 100 * epoch;
  for (std::size_t n = 0; n < numbers(i); ++n) {
    s.values.push_back(number(n + 1000 * static_cast<std::uint64_t>(epoch)));
    s.memory.push_back(number(n + 7));
    s.memory.push_back(hard_numbers[n % hard_numbers.size()]);
  }
  if (epoch >= 2) {
    s.best_epoch = 2, s.best_score = 0.75;
    for (std::size_t n = 0; n < numbers(i); ++n) s.best_values.push_back(number(n + 2000));
  }
  s.trained_samples = 5000 * epoch;
  s.trained_seconds = 0.5 * epoch;
  return s;
}

inline EpochRecord record(int epoch, const RunInfo& i) {
  EpochRecord r;
  r.epoch = epoch;
  SpikeRecord spikes{"hidden", {0, 3, 7}, {0}, {}, {}};
  for (int s = 0; s < 3; ++s) {
    for (int k = 0; k < (epoch + s) % 3; ++k) {
      spikes.time.push_back(number(static_cast<std::uint64_t>(epoch * 10 + s + k)) + 10);
      spikes.unit.push_back(k);
    }
    spikes.offsets.push_back(static_cast<std::int64_t>(spikes.time.size()));
  }
  r.spikes = {spikes};
  StateRecord trace{"output", "v", {1, 2}, {0, 0.5, 1, 1.5}, {}, 3};
  for (std::uint64_t n = 0; n < 2 * 4 * 3; ++n)
    trace.values.push_back(number(n + static_cast<std::uint64_t>(epoch)));
  r.states = {trace};
  if (epoch % 2 == 0) r.weights = state(epoch, i).values;
  return r;
}

inline FinalResult final_result() {
  FinalResult f;
  f.epoch = 2;
  f.train = split(200), f.valid = split(210), f.test = split(5000);
  f.predictions = {
      {"test", {0, 1, 2, 0, -1}, {{0, 1, 1, 0, 2}, {4, 3, 2, 1, 0}}, {{1, 1, 0, 1, 0}, {4, 3, 2, 1, 0}}}};
  return f;
}

}  // namespace sample
