// Points are proposed from means, so that a lucky seed moves nothing by itself.
#include "sweep/seeds.hpp"

#include <cmath>

namespace snnflow {
namespace {

SweepPoint merged(std::span<const SweepPoint> runs, bool whole) {
  SweepPoint point = runs[0];
  const auto any = [&](TrialState state) {
    return std::ranges::find(runs, state, &SweepPoint::state) != runs.end();
  };
  point.state = !whole || any(TrialState::running) ? TrialState::running
                : any(TrialState::done)            ? TrialState::done
                : any(TrialState::pruned)          ? TrialState::pruned
                                                   : TrialState::failed;
  for (const SweepPoint& r : runs) point.epochs = std::max(point.epochs, r.epochs);
  return point;
}

}  // namespace

Spread spread(std::span<const double> values) {
  Spread s;
  double sum = 0, squares = 0;
  for (const double v : values)
    if (std::isfinite(v)) ++s.runs, sum += v;
  s.mean = s.runs ? sum / s.runs : std::numeric_limits<double>::quiet_NaN();
  for (const double v : values)
    if (std::isfinite(v)) squares += (v - s.mean) * (v - s.mean);
  s.deviation = s.runs > 1 ? std::sqrt(squares / (s.runs - 1)) : std::numeric_limits<double>::quiet_NaN();
  return s;
}

std::vector<Gathered> gather(std::span<const SweepPoint> runs, int seeds) {
  std::vector<Gathered> points;
  const auto each = std::size_t(seeds);
  for (std::size_t first = 0; first < runs.size(); first += each) {
    const auto mine = runs.subspan(first, std::min(each, runs.size() - first));
    Gathered& g = points.emplace_back(Gathered{merged(mine, mine.size() == each), {}});
    g.point.number = std::int64_t(first / each), g.point.objectives.clear();
    // Pruned runs speak only where no run is done.
    const TrialState speaks = g.point.state == TrialState::pruned ? TrialState::pruned : TrialState::done;
    std::size_t objectives = 0;
    for (const SweepPoint& r : mine)
      if (r.state == speaks) objectives = std::max(objectives, r.objectives.size());
    for (std::size_t m = 0; m < objectives; ++m) {
      std::vector<double> values;
      for (const SweepPoint& r : mine)
        if (r.state == speaks && m < r.objectives.size()) values.push_back(r.objectives[m]);
      g.spreads.push_back(spread(values));
      g.point.objectives.push_back(g.spreads.back().mean);
    }
  }
  return points;
}

std::vector<double> propose_run(const Sampler& sampler, const Space& space, std::span<const SweepPoint> runs,
                                std::int64_t number, int seeds, std::uint64_t seed,
                                std::span<const Direction> directions) {
  const std::int64_t first = number / seeds * seeds;
  if (number != first) return runs[std::size_t(first)].point;
  if (seeds == 1) return propose(sampler, space, runs, number, seed, directions);
  std::vector<SweepPoint> points;
  for (Gathered& g : gather(runs, seeds)) points.push_back(std::move(g.point));
  return propose(sampler, space, points, number / seeds, seed, directions);
}

}  // namespace snnflow
