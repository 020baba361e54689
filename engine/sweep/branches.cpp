// One value at a time: what two values do together is found out by the trial that has both.
#include "sweep/branches.hpp"

#include <cmath>

#include "base/text.hpp"
#include "plan/describe.hpp"
#include "sweep/swept_path.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow {
namespace {

std::vector<double> values_to_try(const Dimension& d) {
  std::vector<double> values;
  if (d.kind == Dimension::Kind::choice)
    for (std::int64_t k = 0; k < d.count(); ++k) values.push_back(double(k));
  else
    values = d.low < d.high ? std::vector{d.low, d.high} : std::vector{d.low};
  return values;
}

// Gives a dimension's conditions what they ask for, and theirs.
void satisfy(const Space& space, std::size_t dimension, std::vector<double>& point) {
  for (const auto& condition : space.swept[dimension].dimension.when) {
    const auto parent = std::size_t(condition.dimension);
    if (condition.values.empty() || !std::isnan(point[parent])) continue;
    point[parent] = condition.values[0];
    satisfy(space, parent, point);
  }
}

}  // namespace

std::int64_t check_branches(const Sweep& sweep, Registry& registry, const PlanOptions& options,
                            const Issues& known, Issues& issues) {
  std::int64_t memory = 0;
  PlanOptions quick = options;
  quick.quick = true;
  const Space& space = sweep.space;
  for (std::size_t d = 0; d < space.size(); ++d) {
    const auto& when = space.swept[d].dimension.when;
    if (std::ranges::any_of(when, [](const auto& c) { return c.values.empty(); })) continue;  // told already
    std::vector<double> point(space.size(), absent);
    std::vector<Issue> told;
    satisfy(space, d, point);
    const Value before = standing_root(with_point(sweep.root, space, point), space);
    if (!check_swept_path({registry, issues}, space.swept[d], before)) continue;
    for (const double x : values_to_try(space.swept[d].dimension)) {
      const std::string said = space.swept[d].path + " = " + short_toml(space.value(d, x));
      Value root = before;
      if (const std::string obstacle = write_swept(root, space, d, x); !obstacle.empty()) {
        issues.error(space.swept[d].place, "the sweep cannot set " + said + ": " + obstacle,
                     "sweep the whole of it", "sweep.space." + toml_key(space.swept[d].path));
        break;
      }
      // A plugin that was just chosen may leave others to be chosen.
      root = standing_root(root, space);
      Issues found;
      const Plan plan = resolve(root, sweep.sources, registry, quick, found);
      if (found.errors() == 0) memory = std::max(memory, memory_needed(plan, 1));
      for (Issue& issue : found.list) {
        const auto same = [&](const Issue& other) { return other.says_the_same(issue); };
        if (issue.severity == Severity::warning || std::ranges::any_of(known.list, same) ||
            std::ranges::any_of(told, same))
          continue;
        told.push_back(issue);
        issue.message = "where the sweep sets " + said + ": " + issue.message;
        if (issue.place.file < 0 || issue.place.line == 0) issue.place = space.swept[d].place;
        issues.add(std::move(issue));
      }
    }
  }
  return memory;
}

}  // namespace snnflow
