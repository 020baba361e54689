// Means are compared, never single runs.
#include "sweep/summary.hpp"

#include <cmath>

namespace snnflow {

SweepSummary summarise(const Sweep& sweep, std::vector<StoredTrial> trials, bool with_importance) {
  SweepSummary s;
  std::vector<SweepPoint> runs;
  for (const StoredTrial& t : trials) {
    std::int64_t* const counts[] = {&s.running, &s.done, &s.pruned, &s.failed};
    ++*counts[std::size_t(t.point.state)];
    runs.push_back(t.point);
  }
  s.trials = std::move(trials);
  s.points = gather(runs, int(sweep.seeds.size()));
  const auto directions = sweep.directions();
  std::vector<SweepPoint> points;
  for (const Gathered& g : s.points) points.push_back(g.point);
  if (directions.size() > 1)
    s.best = best_points(points, directions);
  else
    for (std::size_t i = 0; i < points.size(); ++i)
      if (points[i].state == TrialState::done && !points[i].objectives.empty() &&
          !std::isnan(points[i].objectives[0]))
        s.best.push_back(i);
  const bool more = directions[0] == Direction::maximise;
  std::ranges::stable_sort(s.best, [&](std::size_t a, std::size_t b) {
    const double x = points[a].objectives[0], y = points[b].objectives[0];
    return more ? x > y : x < y;
  });
  for (std::size_t m = 0; with_importance && sweep.space.size() > 0 && m < directions.size(); ++m)
    s.importance.push_back(importance(sweep.space, points, m, directions[m], {.seed = sweep.seed}));
  return s;
}

}  // namespace snnflow
