// What fuzz targets of readers share: files made of the fuzzer's bytes, and what every opened data plugin
// must keep.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

namespace fuzz {
using namespace snnflow;

inline void must(bool promise) {
  if (!promise) std::abort();
}

/// A file in memory with these bytes; its name is made anew by every process.
inline std::string file_of(const std::string& name, const std::uint8_t* data, std::size_t size) {
  const std::string folder = "/dev/shm/snnflow-fuzz-" + std::to_string(getpid());
  const std::string path = folder + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
  must(file >= 0 && ::write(file, data, size) == ssize_t(size));
  ::close(file);
  return path;
}

/// Finds every file where it is said to be, and keeps the issues.
class FuzzOpening final : public Opening {
 public:
  Place place(const std::string&) const override { return {0, 1, 1, 1}; }
  std::string find(const std::string& name, const std::string&, const std::string&) override { return name; }
  Issues& issues() override { return list; }
  Issues list;
};

/// Opens a plugin. What it does not refuse must hold together: labels, channels, times, the same answer
/// twice.
inline void read_all(Data& data) {
  FuzzOpening opening;
  const DataShape shape = data.open(opening);
  for (const Issue& i : opening.list.list)
    must(!i.message.empty() && (i.severity == Severity::warning || !i.remedy.empty()));
  if (opening.list.errors()) return;
  must(data.size(Split::train) > 0);
  Sample sample, again;
  for (int s = 0; s < 3; ++s)
    for (std::int64_t i = 0; i < std::min<std::int64_t>(data.size(Split(s)), 300); ++i) {
      data.sample(Split(s), i, sample);
      data.sample(Split(s), i, again);
      must(sample.values == again.values && sample.time == again.time && sample.unit == again.unit &&
           sample.label == again.label);
      must(shape.classes == 0 || (sample.label >= 0 && sample.label < shape.classes) || sample.label == -1);
      must(int(sample.target.size()) == shape.targets);
      must(sample.time.size() == sample.unit.size());
      if (shape.form == DataShape::Form::values) must(int(sample.values.size()) == shape.channels());
      for (double x : sample.values) must(std::isfinite(x));
      for (double x : sample.target) must(std::isfinite(x));
      for (std::size_t k = 0; k < sample.time.size(); ++k) {
        must(sample.unit[k] >= 0 && sample.unit[k] < shape.channels());
        must(std::isfinite(sample.time[k]) && sample.time[k] >= (k ? sample.time[k - 1] : 0));
      }
    }
}

/// { key = x } as a split is written.
template <class T>
Value table(const char* key, T x) {
  Value v;
  v[key] = Value(x);
  return v;
}

}  // namespace fuzz
