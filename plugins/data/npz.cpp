// NumPy's .npz and .npy files: dense arrays with labels or targets, or spikes as flat times, units and
// offsets.
#include <zip.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

#include "arrays.hpp"
#include "npy.hpp"

namespace {
using namespace snnflow;

class Archive {
 public:
  explicit Archive(const std::string& path) {
    int why = 0;
    zip_.reset(zip_open(path.c_str(), ZIP_RDONLY, &why));
    if (!zip_) throw Refused("it is not an .npz archive");
  }
  bool has(const std::string& name) const {
    return zip_name_locate(zip_.get(), (name + ".npy").c_str(), 0) >= 0;
  }
  /// The names of its first arrays, for messages: "it holds 'x' and 'y'".
  std::string inventory() const {
    constexpr zip_int64_t most = 12;
    const zip_int64_t n = zip_get_num_entries(zip_.get(), 0);
    std::string all = n == 0 ? "it holds no arrays" : "it holds ";
    for (zip_int64_t i = 0; i < std::min(n, most); ++i) {
      const char* name = zip_get_name(zip_.get(), zip_uint64_t(i), 0);
      std::string array = name ? std::string(name).substr(0, 60) : "?";
      if (array.size() > 4 && array.compare(array.size() - 4, 4, ".npy") == 0) array.resize(array.size() - 4);
      all += (i ? ", '" : "'") + array + "'";
    }
    return all + (n > most ? " and more" : "");
  }
  NpyArray array(const std::string& name) const {
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat(zip_.get(), (name + ".npy").c_str(), 0, &about) != 0)
      throw Refused("it has no array '" + name + "'", inventory());
    if (!(about.valid & ZIP_STAT_SIZE) || about.size > most_bytes)
      throw Refused("array '" + name + "' is too large", "split it");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen(zip_.get(), (name + ".npy").c_str(), 0), zip_fclose);
    if (!file) throw Refused("array '" + name + "' cannot be read", "write the file again; it is broken");
    std::string bytes;
    char part[1 << 16];
    for (zip_int64_t n; (n = zip_fread(file.get(), part, sizeof part)) !=
                        0;) {  // what the archive says of sizes is not believed
      if (n < 0)
        throw Refused("array '" + name + "' is damaged after byte " + std::to_string(bytes.size()),
                      "write the file again; it is broken");
      bytes.append(part, std::size_t(n));
      if (bytes.size() > most_bytes) throw Refused("array '" + name + "' is too large", "split it");
    }
    try {
      return parse_npy(bytes);
    } catch (const Refused& why) {
      throw Refused("array '" + name + "': " + why.what, why.remedy);
    }
  }

 private:
  struct Discard {
    void operator()(zip_t* z) const { zip_discard(z); }
  };
  std::unique_ptr<zip_t, Discard> zip_;
};

struct Npz final : Data {
  Value train, valid, test;
  std::string values = "x", labels = "y", targets = "targets", times = "times", units = "units",
              offsets = "offsets";
  double time_scale = 1.0;
  int channels = 0, classes = 0, seed = 0;

  static constexpr auto about() {
    using M = Npz;
    return snnflow::about(
        "npz", "NumPy archives: dense arrays, or spikes as flat times and units with offsets.",
        param("train", &M::train)
            .required()
            .doc("A file, or a part of one: { file, fraction = 0.5 | samples = 100 }."),
        param("valid", &M::valid)
            .doc("As train; without a file it is a part of the training file, which training then leaves "
                 "out: { fraction = 0.1 }."),
        param("test", &M::test).doc("As valid."),
        param("values", &M::values).doc("Array [sample][channel] or [sample][step][channel]."),
        param("labels", &M::labels).doc("Array of labels, from 0."),
        param("targets", &M::targets).doc("Array [sample][target]; read where there are no labels."),
        param("times", &M::times).doc("Array of spike times of all samples; read where there are no values."),
        param("units", &M::units).doc("Array of their channels."),
        param("offsets", &M::offsets).doc("Array [sample + 1]: where each sample's spikes begin."),
        param("time_scale", &M::time_scale)
            .unit("ms")
            .above(0)
            .doc("What one unit of the times is: 1000 for seconds."),
        param("channels", &M::channels)
            .at_least(0)
            .at_most(most_channels)
            .doc("Input channels; 0: up to the last that fires."),
        param("classes", &M::classes)
            .at_least(0)
            .at_most(most_classes)
            .doc("Classes; 0: up to the largest label."),
        param("seed", &M::seed).at_least(0).doc("Of the samples that a fraction or a number draws."));
  }
  Splits<Held> splits;

  DataShape open(Opening& opening) override {
    const SplitRules rules{
        "data.npz", "write it with numpy.savez", {"file", "fraction", "samples"}, std::uint64_t(seed)};
    const bool opened = splits.open(
        opening, {&train, &valid, &test}, rules,
        [&](const Part&, const std::string& path, Held& out) { read(Archive(path), out); }, no_members);
    return opened ? shape_of(splits, opening, "data.npz", channels, classes) : DataShape();
  }
  std::int64_t size(Split split) const override { return splits.size(split); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    splits.file(int(split))->sample(splits.place(split, index), out);
  }

 private:
  void read(const Archive& file, Held& out) const {
    if (file.has(values)) {
      const NpyArray a = file.array(values);
      out.shape(a.shape, "array '" + values + "'");
      out.numbers.assign(a.numbers.begin(), a.numbers.end());
      out.must_be_finite("array '" + values + "'");
    } else if (file.has(times))
      read_spikes(file, out);
    else
      throw Refused("it has neither '" + values + "' nor '" + times + "'",
                    file.inventory() + "; name its arrays with values, or with times, units and offsets");
    if (file.has(labels)) {
      const NpyArray a = file.array(labels);
      if (std::int64_t(a.numbers.size()) != out.samples)
        throw Refused("there are " + std::to_string(a.numbers.size()) + " labels for " +
                          std::to_string(out.samples) + " samples",
                      "each sample needs one");
      for (double l : a.numbers)
        out.labels.push_back(
            checked_label(l, "'" + labels + "', row " + std::to_string(out.labels.size()) + ","));
    } else if (file.has(targets)) {
      const NpyArray a = file.array(targets);
      out.take_targets(a.shape, a.numbers, "array '" + targets + "'");
    }
  }
  void read_spikes(const Archive& file, Held& out) const {
    const NpyArray t = file.array(times), u = file.array(units), o = file.array(offsets);
    if (t.numbers.size() != u.numbers.size())
      throw Refused("'" + times + "' and '" + units + "' have different lengths",
                    "each spike has one of each");
    out.has_spikes = true;
    double before = 0;
    for (double at : o.numbers) {
      if (!(at >= before && at <= double(t.numbers.size())) || (out.first.empty() && at != 0))
        throw Refused("'" + offsets +
                          "' must rise from 0 to the number of spikes, one entry more than there are samples",
                      "numpy.cumsum of the counts, with a 0 before it");
      out.first.push_back(std::int64_t(before = at));
    }
    if (out.first.size() < 2 || out.first.back() != std::int64_t(t.numbers.size()))
      throw Refused(
          "'" + offsets + "' must rise from 0 to the number of spikes, one entry more than there are samples",
          "numpy.cumsum of the counts, with a 0 before it");
    out.samples = std::int64_t(out.first.size()) - 1;
    for (std::size_t i = 0; i < t.numbers.size(); ++i) {
      const double ms = t.numbers[i] * time_scale;
      if (!(ms >= 0 && ms < 1e9))
        throw Refused(
            "'" + times + "' holds " + std::to_string(t.numbers[i]) + " at place " + std::to_string(i),
            "times start at 0; is time_scale right?");
      if (!(u.numbers[i] >= 0 && u.numbers[i] < most_channels) || u.numbers[i] != std::floor(u.numbers[i]))
        throw Refused(
            "'" + units + "' holds " + std::to_string(u.numbers[i]) + " at place " + std::to_string(i),
            "channels are whole numbers from 0");
      out.exact_time.push_back(ms);
      out.unit.push_back(std::uint32_t(u.numbers[i]));
      out.channels = std::max(out.channels, int(u.numbers[i]) + 1);
    }
    out.sort();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Npz>(); }
