// Values to coordinates and back; dimensions in an order in which conditions can be asked.
#include "sweep/space.hpp"

#include <cmath>

#include "base/text.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {

Swept choice(std::string path, std::vector<Value> choices, std::vector<Dimension::Condition> when) {
  const double last = double(choices.size()) - 1;
  return {std::move(path),
          {Dimension::Kind::choice, 0, last, 1, false, 0, std::move(when)},
          std::move(choices),
          {}};
}
Swept real(std::string path, double low, double high, bool log, double step) {
  return {std::move(path), {Dimension::Kind::real, low, high, step, log, 0, {}}, {}, {}};
}
Swept integer(std::string path, double low, double high, bool log, double step) {
  return {std::move(path), {Dimension::Kind::integer, low, high, step, log, 0, {}}, {}, {}};
}

Space::Space(std::vector<Swept> list) : swept(std::move(list)) {
  for (const Swept& s : swept) search.dimensions.push_back(s.dimension);
  std::vector<char> placed(size(), 0);
  const auto ready = [&](std::size_t d) {
    return !placed[d] && std::ranges::all_of(swept[d].dimension.when, [&](const auto& c) {
      return placed[std::size_t(c.dimension)] != 0;
    });
  };
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t d = 0; d < size(); ++d)
      if (ready(d)) placed[d] = 1, moved = true, search.order.push_back(int(d));
  }
  for (std::size_t d = 0; d < size(); ++d)
    if (!placed[d])
      throw Error("the conditions of " + swept[d].path +
                  " go round in a circle; leave out one `when` among those that ask about each other");
}

std::optional<std::size_t> Space::find(const std::string& path) const {
  for (std::size_t d = 0; d < size(); ++d)
    if (swept[d].path == path) return d;
  return {};
}

Value Space::value(std::size_t dimension, double coordinate) const {
  const Swept& s = swept[dimension];
  if (s.dimension.kind == Dimension::Kind::choice) return s.choices[std::size_t(coordinate)];
  if (s.dimension.kind == Dimension::Kind::integer) return Value(std::int64_t(std::llround(coordinate)));
  return Value(coordinate);
}

std::optional<double> Space::coordinate(std::size_t dimension, const Value& value) const {
  const Swept& s = swept[dimension];
  const Dimension& d = s.dimension;
  if (d.kind == Dimension::Kind::choice) {
    for (std::size_t k = 0; k < s.choices.size(); ++k)
      if (same_value(s.choices[k], value)) return double(k);
    return {};
  }
  if (!value.is_number()) return {};
  const double x = value.number();
  if (!(x >= d.low && x <= d.high)) return {};
  if (d.discrete() && std::abs((x - d.low) / d.step - std::round((x - d.low) / d.step)) > 1e-6) return {};
  return x;
}

Value Space::table(std::span<const double> point) const {
  Value table;
  table.is = Value::Table{};
  for (std::size_t d = 0; d < size(); ++d)
    if (!std::isnan(point[d])) table.table().push_back({swept[d].path, value(d, point[d]), {}});
  return table;
}

bool same_value(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return a.number() == b.number();
  return a.is.index() == b.is.index() && to_toml(a) == to_toml(b);
}

}  // namespace snnflow
