// xarray and netCDF look for an axis's scale in the dataset's group and those above, under the axis's name.
#include "record/axes.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace snnflow {
namespace {

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

std::string join_bytes(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& v : values) all += v + '\0';
  return all;
}

// How netCDF knows an axis that has no values.
std::string bare_name(std::size_t length) {
  char name[80];
  std::snprintf(name, sizeof name, "This is a netCDF dimension but not a netCDF variable.%10zu", length);
  return name;
}

}  // namespace

template <class Make>
std::string Axes::made(const std::string& group, const std::string& name, std::string content, Make&& make) {
  for (const Made& m : made_)
    if (m.group == group && m.name == name && m.content == content) return m.path;
  const std::string first = (group == "/" ? "" : group) + "/" + name;
  std::string path = first;
  const auto taken = [&] {
    return std::find(taken_.begin(), taken_.end(), path) != taken_.end() || file_.has(path);
  };
  for (int n = 2; taken(); ++n) path = first + "_" + std::to_string(n);
  make(path, path.substr(path.rfind('/') + 1));
  made_.push_back({group, name, path, std::move(content)});
  return path;
}

std::string Axes::scale(const std::string& group, const std::string& name, const std::vector<double>& values,
                        const std::string& unit) {
  return made(group, name, "d" + bytes_of(values), [&](const std::string& path, const std::string& own) {
    file_.write<double>(path, values, {values.size()});
    if (!unit.empty()) file_.attribute(path, "unit", unit);
    file_.make_scale(path, own);
    file_.label_axis(path, 0, own);
  });
}

std::string Axes::scale(const std::string& group, const std::string& name,
                        const std::vector<std::int64_t>& values) {
  return made(group, name, "i" + bytes_of(values), [&](const std::string& path, const std::string& own) {
    file_.write<std::int64_t>(path, values, {values.size()});
    file_.make_scale(path, own);
    file_.label_axis(path, 0, own);
  });
}

std::string Axes::scale(const std::string& group, const std::string& name,
                        const std::vector<std::string>& values) {
  return made(group, name, "t" + join_bytes(values), [&](const std::string& path, const std::string& own) {
    file_.texts(path, values);
    file_.make_scale(path, own);
    file_.label_axis(path, 0, own);
  });
}

std::string Axes::count(const std::string& group, const std::string& name, std::size_t length) {
  std::vector<std::int64_t> values(length);
  std::iota(values.begin(), values.end(), 0);
  return scale(group, name, values);
}

std::string Axes::bare(const std::string& group, const std::string& name, std::size_t length) {
  return made(group, name, "b" + std::to_string(length),
              [&](const std::string& path, const std::string& own) {
                file_.bare_axis(path, length);
                file_.make_scale(path, bare_name(length));
                file_.label_axis(path, 0, own);
              });
}

void Axes::attach(const std::string& dataset, const std::vector<std::string>& scales) {
  for (unsigned axis = 0; axis < scales.size(); ++axis) {
    file_.attach_axis(dataset, axis, scales[axis]);
    file_.label_axis(dataset, axis, scales[axis].substr(scales[axis].rfind('/') + 1));
  }
}

}  // namespace snnflow
