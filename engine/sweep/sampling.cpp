// Keys of the random streams: the seed, and the trial's number or nothing.
#include "sweep/sampling.hpp"

#include <algorithm>
#include <cmath>

#include "model/random.hpp"
#include "snnflow/pareto.hpp"

namespace snnflow {
namespace {

double turned(double x, Direction direction) { return direction == Direction::maximise ? -x : x; }

}  // namespace

std::vector<double> propose(const Sampler& sampler, const Space& space, std::span<const SweepPoint> points,
                            std::int64_t number, std::uint64_t seed, std::span<const Direction> directions) {
  const std::size_t n = directions.size();
  const bool as_they_are = std::ranges::count(directions, Direction::maximise) == 0;
  std::vector<double> objectives;  // with their signs, where any is another one
  if (!as_they_are) objectives.reserve(points.size() * n);
  std::vector<TrialRecord> trials;
  trials.reserve(points.size());
  for (const SweepPoint& p : points) {
    std::span<const double> given(p.objectives.data(), std::min(n, p.objectives.size()));
    if (!as_they_are) {
      for (std::size_t m = 0; m < given.size(); ++m) objectives.push_back(turned(given[m], directions[m]));
      given = std::span(objectives).last(given.size());
    }
    trials.push_back({p.number, p.state, p.point, given, p.epochs});
  }
  KeyedRandom own(seed, "sweep", "sampler", std::uint64_t(number)), shared(seed, "sweep", "sampler, shared");
  std::vector<double> point(space.size(), absent);
  sampler.propose({space.search, trials, number, int(n), own, shared}, point);
  return point;
}

std::vector<std::size_t> best_points(std::span<const SweepPoint> points,
                                     std::span<const Direction> directions) {
  std::vector<std::size_t> among;
  std::vector<TwoObjectives> at;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SweepPoint& p = points[i];
    if (p.state != TrialState::done || p.objectives.size() < directions.size()) continue;
    TwoObjectives o{};
    for (std::size_t m = 0; m < std::min<std::size_t>(directions.size(), 2); ++m)
      o[m] = turned(p.objectives[m], directions[m]);
    if (std::isnan(o[0]) || std::isnan(o[1])) continue;
    among.push_back(i), at.push_back(o);
  }
  const std::vector<int> front = front_numbers(at);
  std::vector<std::size_t> best;
  for (std::size_t k = 0; k < among.size(); ++k)
    if (front[k] == 0) best.push_back(among[k]);
  return best;
}

}  // namespace snnflow
