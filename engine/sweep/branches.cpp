// Plans of the values by themselves, then of what the space puts together; an error is told where the fewest
// values make it.
#include "sweep/branches.hpp"

#include <set>

#include "base/text.hpp"
#include "plan/describe.hpp"
#include "sweep/combinations.hpp"
#include "sweep/swept_path.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow {
namespace {

constexpr std::size_t most_combinations = 500;

class Branches {
 public:
  Branches(Sweep& sweep, Registry& registry, const PlanOptions& options, const Issues& known, Issues& issues)
      : sweep_(sweep),
        space_(sweep.space),
        registry_(registry),
        options_(options),
        known_(known),
        issues_(issues) {
    options_.quick = true;
  }

  void check() {
    std::vector<std::size_t> sound;
    for (std::size_t d = 0; d < space_.size(); ++d)
      if (alone(d)) sound.push_back(d);
    const Combinations together = combinations(space_, sound, most_combinations);
    for (const Combination& c : together.list) try {
        ++sweep_.combinations;
        if (paths_stand(c)) resolve_point(c);
      } catch (const Error& e) {
        issues_.error(space_.swept[c.dimensions.back()].place,
                      "the sweep cannot set " + text(c) + " at once: " + e.what(), "sweep one of them");
      }
    sweep_.all_combinations = together.whole;
  }

 private:
  // The values of one dimension, each by itself. False where none can be written.
  bool alone(std::size_t d) {
    std::vector<double> point(space_.size(), absent);
    const auto& values = values_to_try(space_.swept[d].dimension);
    point[d] = values[0];
    if (!satisfy(space_, point)) return false;  // conditions that nothing meets were told
    point[d] = absent;
    const Value before = with_point(sweep_.root, space_, point);
    if (!check_swept_path({registry_, issues_}, space_.swept[d], standing_root(before, space_))) return false;
    for (const double x : values) {
      Value root = before;
      if (const std::string obstacle = write_swept(root, space_, d, x); !obstacle.empty()) {
        issues_.error(space_.swept[d].place, "the sweep cannot set " + text(d, x) + ": " + obstacle,
                      "sweep the whole of it", "sweep.space." + toml_key(space_.swept[d].path));
        return false;
      }
      point[d] = x;
      resolve_point({{d}, point});
    }
    return true;
  }

  // Whether a path still leads somewhere where another value has chosen a plugin on its way.
  bool paths_stand(const Combination& c) {
    for (const std::size_t d : c.dimensions)
      for (const std::size_t other : c.dimensions) {
        if (!space_.swept[d].path.starts_with(space_.swept[other].path + ".")) continue;
        if (astray_.contains(d)) return false;
        std::vector<double> point = c.point;
        point[d] = absent;
        const Value root = standing_root(with_point(sweep_.root, space_, point), space_, point);
        if (!check_swept_path({registry_, issues_}, space_.swept[d], root)) {
          astray_.insert(d);
          return false;
        }
      }
    return true;
  }

  void resolve_point(const Combination& c) {
    const Value root = standing_root(with_point(sweep_.root, space_, c.point), space_, c.point);
    Issues found;
    const Plan plan = resolve(root, sweep_.sources, registry_, options_, found);
    if (found.errors() == 0) sweep_.memory = std::max(sweep_.memory, memory_needed(plan, 1));
    for (Issue& issue : found.list)
      if (issue.severity != Severity::warning && is_new(c, issue)) tell(c, std::move(issue));
  }

  // Not of the file as it stands, nor of some of these values, nor of other values of the same dimensions.
  bool is_new(const Combination& c, const Issue& issue) const {
    const auto same = [&](const Issue& other) { return other.says_the_same(issue); };
    const auto covers = [&](const Told& told) {
      return same(told.issue) && (told.by.dimensions == c.dimensions ||
                                  std::ranges::all_of(told.by.dimensions, [&](std::size_t d) {
                                    return told.by.point[d] == c.point[d];
                                  }));
    };
    return std::ranges::none_of(known_.list, same) && std::ranges::none_of(told_, covers);
  }

  void tell(const Combination& c, Issue issue) {
    told_.push_back({c, issue});
    issue.message = "where the sweep sets " + text(c) + ": " + issue.message;
    if (issue.place.file < 0 || issue.place.line == 0) issue.place = space_.swept[c.dimensions.back()].place;
    issues_.add(std::move(issue));
  }

  std::string text(std::size_t d, double x) const {
    return space_.swept[d].path + " = " + short_toml(space_.value(d, x));
  }
  std::string text(const Combination& c) const {
    std::vector<std::string> values;
    for (const std::size_t d : c.dimensions) values.push_back(text(d, c.point[d]));
    return join(values, " and ");
  }

  struct Told {
    Combination by;
    Issue issue;
  };
  Sweep& sweep_;
  const Space& space_;
  Registry& registry_;
  PlanOptions options_;
  const Issues& known_;
  Issues& issues_;
  std::vector<Told> told_;
  std::set<std::size_t> astray_;
};

}  // namespace

void check_branches(Sweep& sweep, Registry& registry, const PlanOptions& options, const Issues& known,
                    Issues& issues) {
  Branches(sweep, registry, options, known, issues).check();
}

}  // namespace snnflow
