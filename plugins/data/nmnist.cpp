// N-MNIST: digits filmed by an event camera, a folder for each class with a .bin file for each recording.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <snnflow/kit.hpp>

#include "arrays.hpp"
#include "bytes.hpp"
#include "nmnist_events.hpp"

namespace {
using namespace snnflow;

struct Nmnist final : Data {
  Value train, valid, test;
  double from = 0.0, until = never;
  int seed = 0;

  static constexpr auto about() {
    using M = Nmnist;
    return snnflow::about(
               "nmnist",
               "N-MNIST: 34 x 34 pixels with two polarities, [polarity][y][x]; folders 0 to 9 of .bin files.",
               param("train", &M::train)
                   .required()
                   .doc("A folder with the folders 0 to 9, or a part of one: { file, fraction = 0.5 | "
                        "samples = 100 }."),
               param("valid", &M::valid)
                   .doc("As train; without a file it is a part of the training folder, which training then "
                        "leaves out: { samples = 100 }."),
               param("test", &M::test).doc("As valid."),
               param("from", &M::from)
                   .unit("ms")
                   .at_least(0)
                   .doc("Earlier events are left out; times count from here."),
               param("until", &M::until)
                   .unit("ms")
                   .above(0)
                   .doc("Events from here on are left out; 100: the first of three saccades."),
               param("seed", &M::seed).at_least(0).doc("Of the samples that a fraction or a number draws."))
        .source("Orchard et al. 2015, Front. Neurosci. 9:437; garrickorchard.com/datasets/n-mnist");
  }
  Splits<Held> splits;

  DataShape open(Opening& opening) override {
    if (!(from < until))
      opening.issues().error(
          opening.place("until"),
          "until = " + std::to_string(until) + " is not after from = " + std::to_string(from),
          "events between the two are kept", "data.nmnist.until");
    const SplitRules rules{
        "data.nmnist",
        "N-MNIST comes from https://www.garrickorchard.com/datasets/n-mnist (unpack Train.zip and Test.zip)",
        {"file", "fraction", "samples"},
        std::uint64_t(seed)};
    splits.open(
        opening, {&train, &valid, &test}, rules,
        [&](const Part&, const std::string& path, Held& out) { read_folder(path, out); }, no_members);
    DataShape shape;
    shape.form = DataShape::Form::spikes;
    shape.shape = {2, nmnist_side, nmnist_side};
    shape.classes = classes;
    return shape;
  }
  std::int64_t size(Split split) const override { return splits.size(split); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    splits.file(int(split))->sample(splits.place(split, index), out);
  }

 private:
  static constexpr int classes = 10;
  static constexpr std::int64_t most_recording = 1 << 26;  // bytes

  // Recordings class by class, in the order of their names.
  void read_folder(const std::string& path, Held& out) const {
    namespace fs = std::filesystem;
    out.has_spikes = true;
    out.first = {0};
    for (int label = 0; label < classes; ++label) {
      std::vector<fs::path> files;
      std::error_code why;
      for (fs::directory_iterator at(fs::path(path) / std::to_string(label), why), end; !why && at != end;
           at.increment(why))
        if (at->path().extension() == ".bin") files.push_back(at->path());
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) {
        try {
          read_recording(file.string(), out);
        } catch (const Refused& why_not) {
          throw Refused(std::to_string(label) + "/" + file.filename().string() + ": " + why_not.what,
                        why_not.remedy);
        }
        out.labels.push_back(label);
      }
    }
    out.samples = std::int64_t(out.labels.size());
    if (out.samples == 0) throw Refused("it has no folders 0 to 9 with .bin files");
    out.channels = 2 * nmnist_side * nmnist_side;
    out.sort();
  }
  void read_recording(const std::string& path, Held& out) const {
    Bytes file(path);
    const std::string bytes = file.up_to(most_recording + 1);
    if (std::int64_t(bytes.size()) > most_recording)
      throw Refused("it has more than 67108864 bytes, which no recording has");
    for (const NmnistEvent& e : parse_nmnist(bytes)) {
      const double ms = double(e.micros) * 1e-3;
      if (ms < from || ms >= until) continue;
      out.time.push_back(float(ms - from));
      out.unit.push_back(std::uint32_t((e.on ? nmnist_side * nmnist_side : 0) + e.y * nmnist_side + e.x));
    }
    out.first.push_back(std::int64_t(out.time.size()));
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Nmnist>(); }
