// The search space of a sweep: paths into the experiment, what they may be, and under which conditions they
// are there.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "snnflow/search_space.hpp"
#include "snnflow/value.hpp"

namespace snnflow {

/// One swept path. Of a choice, coordinate k of its dimension stands for choices[k].
struct Swept {
  std::string path;
  Dimension dimension;
  std::vector<Value> choices;
  Place place;  // where the file says so
};

/// A choice among values, of which there must be one at least.
Swept choice(std::string path, std::vector<Value> choices, std::vector<Dimension::Condition> when = {});
/// A range of real numbers, both ends included; step 0: all of them.
Swept real(std::string path, double low, double high, bool log = false, double step = 0);
/// A range of whole numbers, both ends included.
Swept integer(std::string path, double low, double high, bool log = false, double step = 1);

struct Space {
  std::vector<Swept> swept;
  SearchSpace search;  // the same dimensions, as samplers see them

  Space() = default;
  /// Conditions name dimensions by their place in the list. An Error where they ask in a circle.
  explicit Space(std::vector<Swept> list);

  std::size_t size() const { return swept.size(); }
  std::optional<std::size_t> find(const std::string& path) const;
  /// What a coordinate stands for in a file: a float, an integer, a choice.
  Value value(std::size_t dimension, double coordinate) const;
  /// The other way; nothing where the value is none of the dimension's.
  std::optional<double> coordinate(std::size_t dimension, const Value& value) const;
  /// A point as a table: path to value, without dimensions that are not there.
  Value table(std::span<const double> point) const;
};

/// Equal as an experiment would take them: 1 and 1.0 are.
bool same_value(const Value& a, const Value& b);

}  // namespace snnflow
