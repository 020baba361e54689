// Values are written as --set writes them, each at the place of the sweep that names it.
#include "sweep/trial_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "config/pick_one.hpp"
#include "config/set_value.hpp"

namespace snnflow {
namespace {

// Dimensions by how many keys their paths have.
std::vector<std::size_t> short_paths_first(const Space& space) {
  std::vector<std::size_t> order(space.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, {},
                           [&](std::size_t d) { return split_path(space.swept[d].path).keys.size(); });
  return order;
}

const Value* find_at(const Value& root, const Path& path) {
  const Value* at = &root;
  for (const std::string& key : path) at = at ? at->find(key) : nullptr;
  return at;
}

}  // namespace

std::string write_swept(Value& root, const Space& space, std::size_t dimension, double coordinate) {
  const Swept& swept = space.swept[dimension];
  Value value = space.value(dimension, coordinate);
  if (value.place.file < 0) value.place = swept.place;
  return set_value(root, split_path(swept.path).keys, std::move(value));
}

Value with_point(const Value& root, const Space& space, std::span<const double> point) {
  Value written = root;
  for (const std::size_t d : short_paths_first(space)) {
    if (std::isnan(point[d])) continue;
    const std::string obstacle = write_swept(written, space, d, point[d]);
    if (!obstacle.empty()) throw Error(space.swept[d].path + " cannot be written: " + obstacle);
  }
  return written;
}

Value trial_root(const Sweep& sweep, std::span<const double> point, std::int64_t trial) {
  Value root = with_point(sweep.root, sweep.space, point);
  std::erase_if(root.table(), [](const Entry& e) { return e.key == "sweep"; });
  root["seed"] = Value(sweep.seed_of(trial));
  return root;
}

Value standing_root(const Value& root, const Space& space, std::span<const double> point) {
  Value standing = root;
  for (const std::size_t d : short_paths_first(space)) {
    if (d < point.size() && !std::isnan(point[d])) continue;
    const Path path = split_path(space.swept[d].path).keys;
    const Value* there = find_at(standing, path);
    if (space.swept[d].choices.empty() || !is_pick_one(path) || !there || !there->is_table()) continue;
    if (there->table().size() > 1) write_swept(standing, space, d, 0);
  }
  return standing;
}

std::vector<std::string> short_names(const Space& space) {
  std::vector<Path> paths;
  for (const Swept& s : space.swept) paths.push_back(split_path(s.path).keys);
  const auto last = [](const Path& path, std::size_t keys) {
    return join_path(std::span(path).last(std::min(keys, path.size())));
  };
  std::vector<std::string> names;
  for (const Path& path : paths) {
    std::size_t keys = 1;
    const auto alike = [&](const Path& other) { return last(other, keys) == last(path, keys); };
    while (keys < path.size() && std::ranges::count_if(paths, alike) > 1) ++keys;
    names.push_back(last(path, keys));
  }
  return names;
}

std::string point_text(const Space& space, std::span<const double> point) {
  const std::vector<std::string> names = short_names(space);
  std::vector<std::string> parts;
  for (std::size_t d = 0; d < space.size(); ++d) {
    if (std::isnan(point[d])) continue;
    const Value v = space.value(d, point[d]);
    const bool real = space.swept[d].dimension.kind == Dimension::Kind::real;
    parts.push_back(names[d] + " = " + (real ? fmt::format("{:.4g}", v.number()) : short_toml(v)));
  }
  return join(parts);
}

}  // namespace snnflow
