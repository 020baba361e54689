// Choices that share a condition get half of what is allowed at most, so that some pairs are always among
// them.
#include "sweep/combinations.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sweep/rows.hpp"

namespace snnflow {
namespace {

bool allows(const Dimension::Condition& c, double value) {
  return std::ranges::find(c.values, value) != c.values.end();
}

class Collector {
 public:
  Collector(const Space& space, const std::vector<std::size_t>& dimensions, std::size_t most)
      : space_(space), dimensions_(dimensions), most_(most) {}

  Combinations collect() {
    for (const std::size_t d : dimensions_)
      for (const double x : values_to_try(space_.swept[d].dimension)) {
        std::vector<double> alone(space_.size(), absent);
        alone[d] = x;
        if (satisfy(space_, alone)) known_.insert(numbers_text(alone));
      }
    limit_ = most_ / 2;
    for (const auto& group : groups()) {
      std::vector<double> point(space_.size(), absent);
      related(group, 0, point);
    }
    limit_ = most_;
    for (std::size_t i = 0; i < dimensions_.size(); ++i)
      for (std::size_t j = i + 1; j < dimensions_.size(); ++j) pairs(dimensions_[i], dimensions_[j]);
    return std::move(found_);
  }

 private:
  // False where there is no room for it.
  bool add(std::vector<std::size_t> about, std::vector<double> point) {
    if (!satisfy(space_, point)) return true;
    const auto [at, fresh] = known_.insert(numbers_text(point));
    if (!fresh) return true;
    if (found_.list.size() >= limit_) {
      known_.erase(at);
      found_.whole = false;
      return false;
    }
    found_.list.push_back({std::move(about), std::move(point)});
    return true;
  }

  // Sets of dimensions that conditions tie together, each in the order in which conditions can be asked.
  std::vector<std::vector<std::size_t>> groups() const {
    std::vector<std::size_t> group(space_.size());
    for (std::size_t d = 0; d < group.size(); ++d) group[d] = d;
    for (std::size_t d = 0; d < space_.size(); ++d)
      for (const auto& c : space_.swept[d].dimension.when)
        std::ranges::replace(group, group[d], group[std::size_t(c.dimension)]);
    std::vector<std::vector<std::size_t>> members(space_.size());
    for (const int d : space_.search.order)
      if (std::ranges::find(dimensions_, std::size_t(d)) != dimensions_.end())
        members[group[std::size_t(d)]].push_back(std::size_t(d));
    return members;
  }

  // A choice's values; of another dimension those that conditions ask for.
  std::vector<double> decisive_values(std::size_t dimension) const {
    const Dimension& d = space_.swept[dimension].dimension;
    if (d.kind == Dimension::Kind::choice) return values_to_try(d);
    std::set<double> values;
    for (const Swept& s : space_.swept)
      for (const auto& c : s.dimension.when)
        if (std::size_t(c.dimension) == dimension) values.insert(c.values.begin(), c.values.end());
    return {values.begin(), values.end()};
  }

  // Decides the group's dimensions from `next` on.
  bool related(const std::vector<std::size_t>& group, std::size_t next, std::vector<double>& point) {
    if (next == group.size()) {
      std::vector<std::size_t> about;
      for (const std::size_t d : group)
        if (!std::isnan(point[d])) about.push_back(d);
      return about.size() < 2 || add(std::move(about), point);
    }
    const std::size_t d = group[next];
    const bool there = std::ranges::all_of(space_.swept[d].dimension.when, [&](const auto& c) {
      return allows(c, point[std::size_t(c.dimension)]);
    });
    const std::vector<double> values = there ? decisive_values(d) : std::vector<double>{};
    for (const double x : values) {
      point[d] = x;
      if (!related(group, next + 1, point)) return false;
    }
    point[d] = absent;
    return !values.empty() || related(group, next + 1, point);
  }

  void pairs(std::size_t a, std::size_t b) {
    for (const double x : values_to_try(space_.swept[a].dimension))
      for (const double y : values_to_try(space_.swept[b].dimension)) {
        std::vector<double> point(space_.size(), absent);
        point[a] = x, point[b] = y;
        if (!add({a, b}, std::move(point))) return;
      }
  }

  const Space& space_;
  const std::vector<std::size_t>& dimensions_;
  std::size_t most_, limit_ = 0;
  std::set<std::string> known_;
  Combinations found_;
};

}  // namespace

std::vector<double> values_to_try(const Dimension& d) {
  std::vector<double> values;
  if (d.kind == Dimension::Kind::choice)
    for (std::int64_t k = 0; k < d.count(); ++k) values.push_back(double(k));
  else
    values = d.low < d.high ? std::vector{d.low, d.high} : std::vector{d.low};
  return values;
}

bool satisfy(const Space& space, std::vector<double>& point) {
  for (std::size_t d = 0; d < space.size(); ++d) {
    if (std::isnan(point[d])) continue;
    for (const auto& c : space.swept[d].dimension.when) {
      double& asked = point[std::size_t(c.dimension)];
      if (allows(c, asked)) continue;
      if (!std::isnan(asked)) return false;
      for (const double value : c.values) {
        std::vector<double> tried = point;
        tried[std::size_t(c.dimension)] = value;
        if (!satisfy(space, tried)) continue;
        point = std::move(tried);
        return true;
      }
      return false;
    }
  }
  return true;
}

Combinations combinations(const Space& space, const std::vector<std::size_t>& dimensions, std::size_t most) {
  return Collector(space, dimensions, most).collect();
}

}  // namespace snnflow
