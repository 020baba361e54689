// HDF5 files: spike trains in the layout of the Spiking Heidelberg Digits, or dense arrays.
//   spikes/times and spikes/units (variable length, one per sample), labels;  or  values [sample][channel] or
//   [sample][step][channel], with labels or targets
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

#include "arrays.hpp"

namespace {
using namespace snnflow;

// A handle of the library that closes itself.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

// One file, read with suspicion: every size is checked before it is used. Throws std::string: what is wrong.
class File {
 public:
  explicit File(const std::string& path) : quiet_(), file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) {
    if (file_ < 0) throw std::string("it is not an HDF5 file");
  }
  bool has(const std::string& name) const {
    std::string part;  // H5Lexists wants every step of the path to be there
    for (std::size_t at = 0; at <= name.size(); ++at) {
      if (at < name.size() && name[at] != '/') continue;
      part = name.substr(0, at);
      if (part.empty()) continue;
      if (H5Lexists(file_, part.c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return H5Oexists_by_name(file_, name.c_str(), H5P_DEFAULT) > 0;
  }
  std::vector<std::int64_t> shape(const std::string& name) const {
    const Handle set = open(name);
    const Handle space(H5Dget_space(set), H5Sclose);
    hsize_t sizes[H5S_MAX_RANK];
    const int rank = H5Sget_simple_extent_dims(space, sizes, nullptr);
    if (rank < 1 || rank > 3) throw "'" + name + "' must have one to three dimensions";
    std::vector<std::int64_t> s;
    std::int64_t product = 1;
    for (int i = 0; i < rank; ++i) {
      if (sizes[i] > hsize_t(most_samples)) throw "'" + name + "' is too large";
      s.push_back(std::int64_t(sizes[i]));
      product *= std::max<std::int64_t>(1, s.back());
      if (product > (std::int64_t(1) << 33)) throw "'" + name + "' is too large";
    }
    return s;
  }
  template <class T>
  std::vector<T> numbers(const std::string& name, hid_t type) const {
    const Handle set = open(name);
    const Handle own(H5Dget_type(set), H5Tclose);
    const H5T_class_t kind = H5Tget_class(own);
    if (kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) throw "'" + name + "' does not hold numbers";
    std::int64_t n = 1;
    for (std::int64_t s : shape(name)) n *= s;
    std::vector<T> out(static_cast<std::size_t>(n));
    if (n > 0 && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0) throw "'" + name + "' cannot be read";
    return out;
  }
  // f(sample, pointer, count) for every row of variable length, a bounded number of rows in memory.
  template <class T, class F>
  void ragged(const std::string& name, hid_t element, F&& f) const {
    const Handle set = open(name);
    const Handle own(H5Dget_type(set), H5Tclose);
    if (H5Tget_class(own) != H5T_VLEN) throw "'" + name + "' must hold rows of variable length, one for each sample";
    const Handle base(H5Tget_super(own), H5Tclose);
    if (H5Tget_class(base) != H5T_INTEGER && H5Tget_class(base) != H5T_FLOAT) throw "'" + name + "' does not hold numbers";
    const auto sizes = shape(name);
    if (sizes.size() != 1) throw "'" + name + "' must have one dimension";
    const Handle memory(H5Tvlen_create(element), H5Tclose);
    const Handle space(H5Dget_space(set), H5Sclose);
    constexpr hsize_t rows_at_once = 256;
    for (hsize_t from = 0; from < hsize_t(sizes[0]); from += rows_at_once) {
      const hsize_t count = std::min(rows_at_once, hsize_t(sizes[0]) - from);
      std::vector<hvl_t> rows(count);
      const Handle part(H5Screate_simple(1, &count, nullptr), H5Sclose);
      H5Sselect_hyperslab(space, H5S_SELECT_SET, &from, nullptr, &count, nullptr);
      if (H5Dread(set, memory, part, space, H5P_DEFAULT, rows.data()) < 0) throw "'" + name + "' cannot be read";
      try {
        for (hsize_t i = 0; i < count; ++i) f(std::int64_t(from + i), static_cast<const T*>(rows[i].p), rows[i].len);
      } catch (...) {
        H5Dvlen_reclaim(memory, part, H5P_DEFAULT, rows.data());
        throw;
      }
      H5Dvlen_reclaim(memory, part, H5P_DEFAULT, rows.data());
    }
  }

 private:
  // The library prints its own errors unless it is told not to.
  struct Quiet {
    Quiet() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }
  };
  Handle open(const std::string& name) const {
    const hid_t id = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    if (id < 0) throw "there is no dataset '" + name + "'";
    return Handle(id, H5Dclose);
  }
  Quiet quiet_;
  Handle file_;
};

struct Hdf5 final : Data {
  std::string train, valid, test;
  std::string spikes = "spikes", labels = "labels", values = "values", targets = "targets";
  std::string time_unit = "s";
  int channels = 0, classes = 0;

  static constexpr auto about() {
    using M = Hdf5;
    return snnflow::about(
               "hdf5", "HDF5 files: spikes in the layout of the Spiking Heidelberg Digits, or dense arrays.",
               param("train", &M::train).required().doc("File of the training split."),
               param("valid", &M::valid).doc("File of the validation split; empty: none."),
               param("test", &M::test).doc("File of the test split; empty: none."),
               param("spikes", &M::spikes).doc("Group with times and units, a row for each sample."),
               param("labels", &M::labels).doc("Dataset of labels, from 0."),
               param("values", &M::values).doc("Dataset of numbers, [sample][channel] or [sample][step][channel]; read where there are no spikes."),
               param("targets", &M::targets).doc("Dataset of targets, [sample][target]; read where there are no labels."),
               param("time_unit", &M::time_unit).doc("Of spike times: \"s\", \"ms\" or \"us\"."),
               param("channels", &M::channels).at_least(0).at_most(most_channels).doc("Input channels; 0: up to the last that fires."),
               param("classes", &M::classes).at_least(0).at_most(1 << 20).doc("Classes; 0: up to the largest label."))
        .source("Cramer et al. 2020, zenkelab.org/datasets");
  }
  HeldSplit splits[3];

  DataShape open(Opening& opening) override {
    const std::string* names[] = {&train, &valid, &test};
    const char* advice = "SHD and SSC come from https://zenkelab.org/datasets (unpack the .zip)";
    double scale = 0;
    if (time_unit == "s") scale = 1e3;
    else if (time_unit == "ms") scale = 1;
    else if (time_unit == "us") scale = 1e-3;
    else
      opening.issues().error(opening.place("time_unit"), "time_unit cannot be '" + time_unit + "'", "it is one of \"s\", \"ms\" and \"us\"", "data.hdf5.time_unit");
    for (int s = 0; s < 3; ++s) {
      if (names[s]->empty()) continue;
      const std::string path = opening.find(*names[s], split_names[std::size_t(s)], advice);
      if (path.empty() || scale == 0) continue;
      try {
        read(File(path), scale, splits[s]);
      } catch (const std::string& what) {
        opening.issues().error(opening.place(split_names[std::size_t(s)]), "'" + *names[s] + "': " + what, {}, std::string("data.hdf5.") + split_names[std::size_t(s)]);
      }
    }
    return shape_of(splits, opening, "data.hdf5", channels, classes);
  }
  std::int64_t size(Split split) const override { return splits[int(split)].samples; }
  void sample(Split split, std::int64_t index, Sample& out) const override { splits[int(split)].sample(index, out); }

 private:
  void read(const File& file, double scale, HeldSplit& out) const {
    if (file.has(spikes + "/times")) read_spikes(file, scale, out);
    else if (file.has(values)) {
      const auto shape = file.shape(values);
      if (shape.size() < 2) throw "'" + values + "' must be [sample][channel] or [sample][step][channel]";
      out.samples = shape[0];
      out.steps = int(shape.size() == 3 ? shape[1] : 1);
      out.channels = int(shape.back());
      out.numbers = file.numbers<float>(values, H5T_NATIVE_FLOAT);
      for (float x : out.numbers)
        if (!std::isfinite(x)) throw "'" + values + "' holds numbers that are not finite";
    } else throw "it has neither '" + spikes + "/times' nor '" + values + "'";
    if (file.has(labels)) {
      for (std::int64_t l : file.numbers<std::int64_t>(labels, H5T_NATIVE_INT64)) {
        if (l < 0 || l >= 1 << 20) throw "'" + labels + "' holds " + std::to_string(l) + ", which is no label: they count from 0";
        out.labels.push_back(int(l));
      }
      if (std::int64_t(out.labels.size()) != out.samples) throw "there are " + std::to_string(out.labels.size()) + " labels for " + std::to_string(out.samples) + " samples";
    } else if (file.has(targets)) {
      const auto shape = file.shape(targets);
      if (shape[0] != out.samples || shape.size() > 2) throw "'" + targets + "' must be [sample][target]";
      out.target_count = int(shape.size() == 2 ? shape[1] : 1);
      out.targets = file.numbers<double>(targets, H5T_NATIVE_DOUBLE);
    }
  }
  void read_spikes(const File& file, double scale, HeldSplit& out) const {
    out.has_spikes = true;
    out.first = {0};
    file.ragged<float>(spikes + "/times", H5T_NATIVE_FLOAT, [&](std::int64_t sample, const float* t, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i) {
        const double ms = double(t[i]) * scale;
        if (!(ms >= 0 && ms < 1e9)) throw "sample " + std::to_string(sample) + " has a spike at " + std::to_string(t[i]) + " " + time_unit;
        out.time.push_back(float(ms));
      }
      out.first.push_back(std::int64_t(out.time.size()));
    });
    out.samples = std::int64_t(out.first.size()) - 1;
    out.unit.reserve(out.time.size());
    file.ragged<std::int64_t>(spikes + "/units", H5T_NATIVE_INT64, [&](std::int64_t sample, const std::int64_t* u, std::size_t n) {
      if (sample >= out.samples || std::int64_t(n) != out.first[std::size_t(sample) + 1] - out.first[std::size_t(sample)])
        throw "sample " + std::to_string(sample) + " has another number of times than of units";
      for (std::size_t i = 0; i < n; ++i) {
        if (u[i] < 0 || u[i] >= most_channels) throw "sample " + std::to_string(sample) + " has a spike in channel " + std::to_string(u[i]);
        out.unit.push_back(std::uint32_t(u[i]));
        out.channels = std::max(out.channels, int(u[i]) + 1);
      }
    });
    if (out.unit.size() != out.time.size()) throw std::string("there are more times than units");
    out.sort();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Hdf5>(); }
