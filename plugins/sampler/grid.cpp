// All combinations, the last dimension changing fastest; where a condition does not hold, there is nothing to
// combine.
#include <snnflow/kit.hpp>
#include <snnflow/sampler.hpp>

namespace {
using namespace snnflow;

constexpr std::int64_t most_points = 1'000'000;

// The values of a dimension on the grid, in order; none: its range does not say how many.
std::vector<double> grid_values(const Dimension& d) {
  std::vector<double> values;
  const std::int64_t n = d.points > 0 ? d.points : d.discrete() ? std::min(d.count(), most_points + 1) : 0;
  for (std::int64_t k = 0; k < n; ++k) {
    const double u = n > 1 ? double(k) / double(n - 1) : 0.5;
    const double between = d.value(d.inner(d.low) + u * (d.inner(d.high) - d.inner(d.low)));
    const double x = d.points == 0 ? d.low + double(k) * d.step : u == 0 ? d.low : u == 1 ? d.high : between;
    if (values.empty() || x > values.back()) values.push_back(x);
  }
  return values;
}

// Dimensions that hang together by conditions, in the space's order; each lot is combined by itself.
std::vector<std::vector<int>> lots_of(const SearchSpace& space) {
  std::vector<int> lot(space.size());
  for (std::size_t d = 0; d < lot.size(); ++d) lot[d] = int(d);
  for (std::size_t d = 0; d < lot.size(); ++d)
    for (const auto& c : space.dimensions[d].when) {
      const int a = lot[d], b = lot[std::size_t(c.dimension)];
      for (int& l : lot)
        if (l == std::max(a, b)) l = std::min(a, b);
    }
  std::vector<std::vector<int>> lots(space.size());
  for (const int d : space.order) lots[std::size_t(lot[std::size_t(d)])].push_back(d);
  std::erase_if(lots, [](const auto& l) { return l.empty(); });
  return lots;
}

// Walks the combinations of a lot from its dimension `at` on, until the one with the number `index` stands in
// `point`. Returns how many it passed; stops beyond most_points.
std::int64_t walk(const SearchSpace& space, const std::vector<int>& lot, std::size_t at, std::int64_t index,
                  std::span<double> point) {
  if (at == lot.size()) return 1;
  const auto d = std::size_t(lot[at]);
  if (!space.has(d, point)) {
    point[d] = absent;
    return walk(space, lot, at + 1, index, point);
  }
  // A lot of one dimension needs no walk.
  const std::vector<double> values = grid_values(space.dimensions[d]);
  if (lot.size() == 1) {
    if (index >= 0) point[d] = values[std::size_t(index)];
    return std::int64_t(values.size());
  }
  std::int64_t passed = 0;
  for (std::size_t k = 0; k < values.size() && passed <= most_points; ++k) {
    point[d] = values[k];
    const std::int64_t n = walk(space, lot, at + 1, index - passed, point);
    if (index >= 0 && index - passed < n) return passed + n;
    passed += n;
  }
  return passed;
}

struct GridSampler final : Sampler {
  static constexpr auto about() {
    return snnflow::about("grid",
                          "All combinations of all values; a range without steps says how many: points = 5.");
  }
  std::int64_t points(const SearchSpace& space) const override {
    std::int64_t all = 1;
    for (const auto& lot : lots_of(space)) {
      std::vector<double> point(space.size(), absent);
      const std::int64_t n = walk(space, lot, 0, -1, point);
      if (n > most_points || all > most_points) return most_points + 1;
      all *= n;
    }
    return all;
  }
  Refusal refuse(const SearchSpace& space, int) const override {
    for (std::size_t d = 0; d < space.size(); ++d)
      if (grid_values(space.dimensions[d]).empty())
        return {"a grid needs to know how many values to take from a range",
                "write points = 5 beside it, or a step, or take sampler.random", int(d)};
    if (points(space) > most_points)
      return {"the grid has more than a million points", "leave out values, or take sampler.sobol", -1};
    return {};
  }
  void propose(const Ask& ask, std::span<double> point) const override {
    const auto lots = lots_of(ask.space);
    std::int64_t index = ask.number;
    for (auto lot = lots.rbegin(); lot != lots.rend(); ++lot) {
      const std::int64_t n = walk(ask.space, *lot, 0, -1, point);
      walk(ask.space, *lot, 0, index % n, point);
      index /= n;
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<GridSampler>(); }
