// HDF5 files: spike trains in the layout of the Spiking Heidelberg Digits, or dense arrays.
//   spikes/times and spikes/units (variable length, one per sample), labels;  or  values [sample][channel] or
//   [sample][step][channel], with labels or targets
#include <algorithm>
#include <map>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

#include "arrays.hpp"
#include "hdf5_file.hpp"

namespace {
using namespace snnflow;

struct Hdf5 final : Data {
  enum class Unit { s, ms, us };
  Value train, valid, test;
  std::string spikes = "spikes", labels = "labels", values = "values", targets = "targets",
              split_by = "extra/speaker";
  Unit time_unit = Unit::s;
  int channels = 0, classes = 0, seed = 0;

  static constexpr auto about() {
    using M = Hdf5;
    return snnflow::about(
               "hdf5", "HDF5 files: spikes in the layout of the Spiking Heidelberg Digits, or dense arrays.",
               param("train", &M::train)
                   .required()
                   .doc("A file, or a part of one: { file, fraction = 0.5 | samples = 100 | speakers = [0, "
                        "1] | mask = \"dataset\", bit = 0 }."),
               param("valid", &M::valid)
                   .doc("As train; without a file it is a part of the training file, which training then "
                        "leaves out: { fraction = 0.1 }."),
               param("test", &M::test).doc("As valid."),
               param("spikes", &M::spikes).doc("Group with times and units, a row for each sample."),
               param("labels", &M::labels).doc("Dataset of labels, from 0."),
               param("values", &M::values)
                   .doc("Dataset of numbers, [sample][channel] or [sample][step][channel]; read where there "
                        "are no spikes."),
               param("targets", &M::targets)
                   .doc("Dataset of targets, [sample][target]; read where there are no labels."),
               param("split_by", &M::split_by)
                   .doc("Dataset with a whole number for each sample, which `speakers` lists."),
               param("time_unit", &M::time_unit).choices("s", "ms", "us").doc("Of spike times."),
               param("channels", &M::channels)
                   .at_least(0)
                   .at_most(most_channels)
                   .doc("Input channels; 0: up to the last that fires."),
               param("classes", &M::classes)
                   .at_least(0)
                   .at_most(most_classes)
                   .doc("Classes; 0: up to the largest label."),
               param("seed", &M::seed).at_least(0).doc("Of the samples that a fraction or a number draws."))
        .source("Cramer et al. 2020, zenkelab.org/datasets");
  }
  Splits<Held> splits;
  std::string paths[3];

  DataShape open(Opening& opening) override {
    const SplitRules rules{"data.hdf5",
                           "SHD and SSC come from https://zenkelab.org/datasets (unpack the .zip); h5ls -r "
                           "lists what a file holds",
                           {"file", "fraction", "samples", "speakers", "mask", "bit"},
                           std::uint64_t(seed)};
    std::map<const Held*, std::string> path_of;
    const bool opened = splits.open(
        opening, {&train, &valid, &test}, rules,
        [&](const Part&, const std::string& path, Held& out) {
          read(H5File(path), out);
          path_of[&out] = path;
        },
        [&](const Held& held, const Part& part) {
          return named(H5File(path_of.at(&held)), part, held.samples);
        });
    return opened ? shape_of(splits, opening, "data.hdf5", channels, classes) : DataShape();
  }
  std::int64_t size(Split split) const override { return splits.size(split); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    splits.file(int(split))->sample(splits.place(split, index), out);
  }

 private:
  // The samples that a mask or a list of speakers names.
  std::vector<char> named(const H5File& file, const Part& part, std::int64_t samples) const {
    const std::string& name = part.mask.empty() ? split_by : part.mask;
    if (!file.has(name))
      throw Refused("there is no dataset '" + name + "', which " + (part.mask.empty() ? "speakers" : "mask") +
                        " asks for",
                    part.mask.empty()
                        ? file.inventory() + "; name the dataset that numbers the speakers with split_by"
                        : file.inventory());
    const auto numbers = file.numbers<std::int64_t>(name, H5T_NATIVE_INT64);
    if (std::int64_t(numbers.size()) != samples)
      throw Refused("'" + name + "' has " + std::to_string(numbers.size()) + " numbers for " +
                        std::to_string(samples) + " samples",
                    "it needs one for each sample");
    std::vector<char> member;
    for (std::int64_t x : numbers)
      member.push_back(part.mask.empty()
                           ? std::find(part.speakers.begin(), part.speakers.end(), x) != part.speakers.end()
                       : part.bit < 0 ? x != 0
                                      : (x >> part.bit & 1) != 0);
    for (std::int64_t speaker : part.speakers)
      if (std::find(numbers.begin(), numbers.end(), speaker) == numbers.end())
        throw Refused("'" + name + "' names no speaker " + std::to_string(speaker),
                      "h5dump -d " + name + " shows who speaks");
    return member;
  }
  void read(const H5File& file, Held& out) const {
    if (file.has(spikes + "/times"))
      read_spikes(file, out);
    else if (file.has(values)) {
      out.shape(file.shape(values), "'" + values + "'");
      out.numbers = file.numbers<float>(values, H5T_NATIVE_FLOAT);
      out.must_be_finite("'" + values + "'");
    } else
      throw Refused("it has neither '" + spikes + "/times' nor '" + values + "'",
                    file.inventory() + "; name its group with spikes, or its dataset with values");
    if (file.has(labels)) {
      for (std::int64_t l : file.numbers<std::int64_t>(labels, H5T_NATIVE_INT64))
        out.labels.push_back(
            checked_label(double(l), "'" + labels + "', row " + std::to_string(out.labels.size()) + ","));
      if (std::int64_t(out.labels.size()) != out.samples)
        throw Refused("there are " + std::to_string(out.labels.size()) + " labels for " +
                          std::to_string(out.samples) + " samples",
                      "each sample needs one");
    } else if (file.has(targets))
      out.take_targets(file.shape(targets), file.numbers<double>(targets, H5T_NATIVE_DOUBLE),
                       "'" + targets + "'");
  }
  void read_spikes(const H5File& file, Held& out) const {
    const double scale = time_unit == Unit::s ? 1e3 : time_unit == Unit::ms ? 1.0 : 1e-3;
    out.has_spikes = true;
    out.first = {0};
    file.ragged<float>(
        spikes + "/times", H5T_NATIVE_FLOAT, [&](std::int64_t sample, const float* t, std::size_t n) {
          for (std::size_t i = 0; i < n; ++i) {
            const double ms = double(t[i]) * scale;
            if (!(ms >= 0 && ms < 1e9))
              throw Refused("sample " + std::to_string(sample) + " has a spike at " + std::to_string(t[i]),
                            "times start at 0; is time_unit right?");
            out.time.push_back(float(ms));
          }
          out.first.push_back(std::int64_t(out.time.size()));
        });
    out.samples = std::int64_t(out.first.size()) - 1;
    out.unit.reserve(out.time.size());
    file.ragged<std::int64_t>(
        spikes + "/units", H5T_NATIVE_INT64, [&](std::int64_t sample, const std::int64_t* u, std::size_t n) {
          if (sample >= out.samples ||
              std::int64_t(n) != out.first[std::size_t(sample) + 1] - out.first[std::size_t(sample)])
            throw Refused("sample " + std::to_string(sample) + " has another number of times than of units",
                          "each spike has one of each");
          for (std::size_t i = 0; i < n; ++i) {
            if (u[i] < 0 || u[i] >= most_channels)
              throw Refused(
                  "sample " + std::to_string(sample) + " has a spike in channel " + std::to_string(u[i]),
                  "channels count from 0");
            out.unit.push_back(std::uint32_t(u[i]));
            out.channels = std::max(out.channels, int(u[i]) + 1);
          }
        });
    if (out.unit.size() != out.time.size())
      throw Refused("there are more times than units", "each spike has one of each");
    out.sort();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Hdf5>(); }
