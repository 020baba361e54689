// NumPy's .npz and .npy files: dense arrays with labels or targets, or spikes as flat times, units and offsets.
#include <zip.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

#include "arrays.hpp"

namespace {
using namespace snnflow;

constexpr std::uint64_t most_bytes = std::uint64_t(1) << 34;

// One array of an archive, as doubles. Throws std::string: what is wrong.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<double> numbers;
};

// The value of a key of the header, which is a Python dictionary on one line.
std::string header_value(const std::string& header, const std::string& key) {
  const std::size_t at = header.find("'" + key + "'");
  if (at == std::string::npos) throw "its header has no " + key;
  std::size_t begin = header.find(':', at);
  if (begin == std::string::npos) throw "its header is broken at " + key;
  begin = header.find_first_not_of(' ', begin + 1);
  if (begin == std::string::npos) throw "its header is broken at " + key;
  const char closing = header[begin] == '(' ? ')' : header[begin] == '\'' ? '\'' : ',';
  const std::size_t end = header.find(closing, begin + 1);
  if (end == std::string::npos) throw "its header is broken at " + key;
  return header.substr(begin, end - begin + (closing == ',' ? 0 : 1));
}

template <class T>
void convert(const char* bytes, std::size_t n, std::vector<double>& out) {
  for (std::size_t i = 0; i < n; ++i) {
    T x;
    std::memcpy(&x, bytes + i * sizeof(T), sizeof(T));
    out[i] = double(x);
  }
}

Array parse_npy(const std::string& bytes) {
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0) throw std::string("it is not a NumPy array");
  const auto byte = [&](std::size_t i) { return std::size_t(static_cast<unsigned char>(bytes[i])); };
  const bool first_version = byte(6) == 1;
  const std::size_t begin = first_version ? 10 : 12;
  if (bytes.size() < begin) throw std::string("it is cut off");
  const std::size_t length = first_version ? byte(8) + 256 * byte(9) : byte(8) + (byte(9) << 8) + (byte(10) << 16) + (byte(11) << 24);
  if (length > bytes.size() - begin) throw std::string("it is cut off");
  const std::string header = bytes.substr(begin, length);
  if (header_value(header, "fortran_order").compare(0, 5, "False") != 0) throw std::string("it is stored column by column; save it with np.ascontiguousarray");
  Array a;
  std::uint64_t count = 1;
  const std::string shape = header_value(header, "shape");
  for (std::size_t at = 1; at < shape.size();) {
    const std::size_t end = shape.find_first_of(",)", at);
    const std::string digits = shape.substr(at, end - at);
    at = end == std::string::npos ? shape.size() : end + 1;
    if (digits.find_first_of("0123456789") == std::string::npos) continue;
    const std::uint64_t size = std::strtoull(digits.c_str() + digits.find_first_of("0123456789"), nullptr, 10);
    if (size > std::uint64_t(most_samples) || a.shape.size() == 8) throw std::string("its shape is too large");
    a.shape.push_back(std::int64_t(size));
    count *= std::max<std::uint64_t>(1, size);
    if (count > most_bytes) throw std::string("its shape is too large");
  }
  for (std::int64_t s : a.shape)
    if (s == 0) count = 0;
  const std::string type = header_value(header, "descr");
  struct Kind {
    const char* name;
    std::size_t size;
    void (*read)(const char*, std::size_t, std::vector<double>&);
  };
  static constexpr Kind kinds[] = {{"'<f4'", 4, convert<float>}, {"'<f8'", 8, convert<double>}, {"'<i8'", 8, convert<std::int64_t>}, {"'<i4'", 4, convert<std::int32_t>},
                                   {"'<i2'", 2, convert<std::int16_t>}, {"'<u2'", 2, convert<std::uint16_t>}, {"'<u4'", 4, convert<std::uint32_t>},
                                   {"'<u8'", 8, convert<std::uint64_t>}, {"'|u1'", 1, convert<std::uint8_t>}, {"'|i1'", 1, convert<std::int8_t>}, {"'|b1'", 1, convert<std::uint8_t>}};
  for (const Kind& k : kinds) {
    if (type != k.name) continue;
    if (count * k.size != bytes.size() - begin - length) throw std::string("its size does not fit its shape");
    a.numbers.resize(count);
    k.read(bytes.data() + begin + length, count, a.numbers);
    return a;
  }
  throw "it has the type " + type + ", which is not read; save it as float32, float64 or an integer type";
}

class Archive {
 public:
  explicit Archive(const std::string& path) {
    int why = 0;
    zip_.reset(zip_open(path.c_str(), ZIP_RDONLY, &why));
    if (!zip_) throw std::string("it is not an .npz archive");
  }
  bool has(const std::string& name) const { return zip_name_locate(zip_.get(), (name + ".npy").c_str(), 0) >= 0; }
  Array array(const std::string& name) const {
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat(zip_.get(), (name + ".npy").c_str(), 0, &about) != 0) throw "it has no array '" + name + "'";
    if (!(about.valid & ZIP_STAT_SIZE) || about.size > most_bytes) throw "array '" + name + "' is too large";
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(zip_.get(), (name + ".npy").c_str(), 0), zip_fclose);
    if (!file) throw "array '" + name + "' cannot be read";
    std::string bytes;
    char part[1 << 16];
    for (zip_int64_t n; (n = zip_fread(file.get(), part, sizeof part)) != 0;) {  // what the archive says of sizes is not believed
      if (n < 0) throw "array '" + name + "' is damaged";
      bytes.append(part, std::size_t(n));
      if (bytes.size() > most_bytes) throw "array '" + name + "' is too large";
    }
    try {
      return parse_npy(bytes);
    } catch (const std::string& what) {
      throw "array '" + name + "': " + what;
    }
  }

 private:
  struct Discard {
    void operator()(zip_t* z) const { zip_discard(z); }
  };
  std::unique_ptr<zip_t, Discard> zip_;
};

struct Npz final : Data {
  std::string train, valid, test;
  std::string values = "x", labels = "y", targets = "targets", times = "times", units = "units", offsets = "offsets";
  double time_scale = 1.0;
  int channels = 0, classes = 0;

  static constexpr auto about() {
    using M = Npz;
    return snnflow::about(
        "npz", "NumPy archives: dense arrays, or spikes as flat times and units with offsets.",
        param("train", &M::train).required().doc("File of the training split."), param("valid", &M::valid).doc("File of the validation split; empty: none."),
        param("test", &M::test).doc("File of the test split; empty: none."),
        param("values", &M::values).doc("Array [sample][channel] or [sample][step][channel]."), param("labels", &M::labels).doc("Array of labels, from 0."),
        param("targets", &M::targets).doc("Array [sample][target]; read where there are no labels."),
        param("times", &M::times).doc("Array of spike times of all samples; read where there are no values."), param("units", &M::units).doc("Array of their channels."),
        param("offsets", &M::offsets).doc("Array [sample + 1]: where each sample's spikes begin."),
        param("time_scale", &M::time_scale).unit("ms").above(0).doc("What one unit of the times is: 1000 for seconds."),
        param("channels", &M::channels).at_least(0).at_most(most_channels).doc("Input channels; 0: up to the last that fires."),
        param("classes", &M::classes).at_least(0).at_most(1 << 20).doc("Classes; 0: up to the largest label."));
  }
  HeldSplit splits[3];

  DataShape open(Opening& opening) override {
    const std::string* names[] = {&train, &valid, &test};
    for (int s = 0; s < 3; ++s) {
      if (names[s]->empty()) continue;
      const std::string path = opening.find(*names[s], split_names[std::size_t(s)], "write it with numpy.savez");
      if (path.empty()) continue;
      try {
        read(Archive(path), splits[s]);
      } catch (const std::string& what) {
        opening.issues().error(opening.place(split_names[std::size_t(s)]), "'" + *names[s] + "': " + what, {}, std::string("data.npz.") + split_names[std::size_t(s)]);
      }
    }
    return shape_of(splits, opening, "data.npz", channels, classes);
  }
  std::int64_t size(Split split) const override { return splits[int(split)].samples; }
  void sample(Split split, std::int64_t index, Sample& out) const override { splits[int(split)].sample(index, out); }

 private:
  void read(const Archive& file, HeldSplit& out) const {
    if (file.has(values)) {
      const Array a = file.array(values);
      if (a.shape.size() < 2 || a.shape.size() > 3) throw "array '" + values + "' must be [sample][channel] or [sample][step][channel]";
      out.samples = a.shape[0];
      out.steps = int(a.shape.size() == 3 ? a.shape[1] : 1);
      out.channels = int(a.shape.back());
      for (double x : a.numbers) {
        if (!std::isfinite(x)) throw "array '" + values + "' holds numbers that are not finite";
        out.numbers.push_back(float(x));
      }
    } else if (file.has(times)) read_spikes(file, out);
    else throw "it has neither '" + values + "' nor '" + times + "'";
    if (file.has(labels)) {
      const Array a = file.array(labels);
      if (std::int64_t(a.numbers.size()) != out.samples) throw "there are " + std::to_string(a.numbers.size()) + " labels for " + std::to_string(out.samples) + " samples";
      for (double l : a.numbers) {
        if (!(l >= 0 && l < 1 << 20) || l != std::floor(l)) throw "'" + labels + "' holds " + std::to_string(l) + ", which is no label: they count from 0";
        out.labels.push_back(int(l));
      }
    } else if (file.has(targets)) {
      const Array a = file.array(targets);
      if (a.shape.empty() || a.shape.size() > 2 || a.shape[0] != out.samples) throw "array '" + targets + "' must be [sample][target]";
      out.target_count = int(a.shape.size() == 2 ? a.shape[1] : 1);
      out.targets = a.numbers;
    }
  }
  void read_spikes(const Archive& file, HeldSplit& out) const {
    const Array t = file.array(times), u = file.array(units), o = file.array(offsets);
    if (t.numbers.size() != u.numbers.size()) throw "'" + times + "' and '" + units + "' have different lengths";
    out.has_spikes = true;
    double before = 0;
    for (double at : o.numbers) {
      if (!(at >= before && at <= double(t.numbers.size())) || (out.first.empty() && at != 0)) throw "'" + offsets + "' must rise from 0 to the number of spikes";
      out.first.push_back(std::int64_t(before = at));
    }
    if (out.first.size() < 2 || out.first.back() != std::int64_t(t.numbers.size())) throw "'" + offsets + "' must rise from 0 to the number of spikes";
    out.samples = std::int64_t(out.first.size()) - 1;
    for (std::size_t i = 0; i < t.numbers.size(); ++i) {
      const double ms = t.numbers[i] * time_scale;
      if (!(ms >= 0 && ms < 1e9)) throw "'" + times + "' holds " + std::to_string(t.numbers[i]);
      if (!(u.numbers[i] >= 0 && u.numbers[i] < most_channels) || u.numbers[i] != std::floor(u.numbers[i])) throw "'" + units + "' holds " + std::to_string(u.numbers[i]);
      out.exact_time.push_back(ms);
      out.unit.push_back(std::uint32_t(u.numbers[i]));
      out.channels = std::max(out.channels, int(u.numbers[i]) + 1);
    }
    out.sort();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Npz>(); }
