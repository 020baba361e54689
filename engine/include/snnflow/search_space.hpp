// What a sweep may vary, as samplers see it: dimensions in numbers, some of them there only under a
// condition.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace snnflow {

/// The coordinate of a dimension that is not there at a point.
inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();

/// One swept parameter. Coordinates are the parameter's own values; of a choice, its index from 0.
struct Dimension {
  enum class Kind { real, integer, choice };
  Kind kind = Kind::real;
  double low = 0, high = 1;  // both included; of a choice 0 and the last index
  double step = 0;           // between values; 0: every number between low and high. Of a choice 1.
  bool log = false;          // uniform in the logarithm; low is above 0 and a real has no step
  int points = 0;            // on a grid, of a range that has no step; 0: not said
  /// It is there only where another dimension has one of these values.
  struct Condition {
    int dimension = 0;
    std::vector<double> values;
    bool operator==(const Condition&) const = default;
  };
  std::vector<Condition> when;  // all of them

  bool discrete() const { return step > 0; }
  /// How many values it has, where it is discrete.
  std::int64_t count() const { return std::llround((high - low) / step) + 1; }
  /// Where Parzen estimators and uniform draws live: logarithms, and half a step beyond each end.
  double outer(double x, double sign) const { return inner(x + sign * step / 2); }
  double inner(double x) const { return log ? std::log(x) : x; }
  double lower() const { return outer(low, -1); }
  double upper() const { return outer(high, 1); }
  /// The value that stands at an inner coordinate: back from logarithms, on the next step, within the range.
  double value(double coordinate) const {
    double x = log ? std::exp(coordinate) : coordinate;
    if (discrete()) x = low + std::round((x - low) / step) * step;
    return std::clamp(x, low, high);
  }
  /// The value at u in [0, 1): equal parts of it go to equal values (or equal logarithms).
  double at(double u) const {
    if (discrete() && !log)
      return low + std::min(std::floor(u * double(count())), double(count() - 1)) * step;
    return value(lower() + u * (upper() - lower()));
  }
  /// The other way: where in [0, 1] a value stands.
  double place(double x) const {
    return upper() > lower() ? (inner(x) - lower()) / (upper() - lower()) : 0.5;
  }
};

struct SearchSpace {
  std::vector<Dimension> dimensions;
  std::vector<int> order;  // of all dimensions, those that a condition asks about before those that ask

  std::size_t size() const { return dimensions.size(); }
  /// Whether a dimension is there at a point whose coordinates before it (by `order`) are known.
  bool has(std::size_t dimension, std::span<const double> point) const {
    return std::ranges::all_of(dimensions[dimension].when, [&](const Dimension::Condition& c) {
      return std::ranges::find(c.values, point[std::size_t(c.dimension)]) != c.values.end();
    });
  }
  /// Takes out the coordinates of dimensions that are not there.
  void prune(std::span<double> point) const {
    for (const int d : order)
      if (!has(std::size_t(d), point)) point[std::size_t(d)] = absent;
  }
};

}  // namespace snnflow
