// Samplers and pruners on numbers from outside.
#include <charconv>
#include <cmath>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "port/json_value.hpp"
#include "port/try_plugin.hpp"
#include "snnflow/pruner.hpp"
#include "sweep/read_space.hpp"
#include "sweep/sampling.hpp"

namespace snnflow {
namespace {

constexpr int most_asked = 100'000;

std::vector<Direction> directions_of(const JsonIn& in) {
  static const std::vector<std::string> names{"minimise", "maximise"};
  const auto one = [](const JsonIn& at) {
    const std::string text = at.text();
    if (text != names[0] && text != names[1])
      at.fail("the direction is \"minimise\" or \"maximise\"" + did_you_mean(text, names));
    return text == names[0] ? Direction::minimise : Direction::maximise;
  };
  std::vector<Direction> directions;
  if (!in.has("direction")) {
    // As many as the first trial has objectives.
    std::size_t n = 1;
    if (in.has("trials"))
      for (std::size_t i = 0; i < in.at("trials").size(); ++i)
        if (const JsonIn t = in.at("trials").at(i); t.has("objective") && t.at("objective").json().is_array())
          n = t.at("objective").size();
    directions.assign(n, Direction::minimise);
  } else if (in.at("direction").json().is_array()) {
    for (std::size_t i = 0; i < in.at("direction").size(); ++i)
      directions.push_back(one(in.at("direction").at(i)));
  } else
    directions.push_back(one(in.at("direction")));
  if (directions.empty() || directions.size() > 2)
    in.fail("a sweep has one objective or two, not " + std::to_string(directions.size()));
  return directions;
}

Space space_of(const Trial& trial, const JsonIn& in) {
  Issues issues;
  Space space = read_space({trial.registry, issues}, value_of(in.json()), "space");
  for (const Issue& i : issues.list)
    if (i.severity == Severity::error)
      throw Error("input at " + json_pointer(i.path) + ": " + i.message +
                  (i.remedy.empty() ? "" : "; " + i.remedy));
  return space;
}

// Null is nan.
double objective_of(const JsonIn& at) {
  return at.json().is_null() ? std::numeric_limits<double>::quiet_NaN() : at.number();
}

// The values of one trial as a point: all that are there, and no others.
std::vector<double> point_of(const Space& space, const JsonIn& in) {
  std::vector<std::string> paths;
  for (const Swept& s : space.swept) paths.push_back(s.path);
  in.allow(paths);
  std::vector<double> point(space.size(), absent);
  for (const int index : space.search.order) {
    const auto d = std::size_t(index);
    const bool there = space.search.has(d, point);
    if (!there && in.has(paths[d]))
      in.at(paths[d]).fail("this is there only under its `when`, which does not hold here; leave it out");
    if (!there) continue;
    const JsonIn at = in.at(paths[d]);
    const auto x = space.coordinate(d, value_of(at.json()));
    if (!x)
      at.fail(short_toml(value_of(at.json())) + " is none of the values that the space gives to " + paths[d]);
    point[d] = *x;
  }
  return point;
}

SweepPoint read_trial(const Space& space, const JsonIn& in, std::int64_t number, std::size_t objectives) {
  static const std::vector<std::string> states{"running", "done", "pruned", "failed"};
  in.allow({"values", "objective", "state", "epochs"});
  SweepPoint p{number, TrialState::done, point_of(space, in.at("values")), {}, 0};
  if (in.has("state")) {
    const std::string state = in.at("state").text();
    const auto at = std::ranges::find(states, state);
    if (at == states.end())
      in.at("state").fail("there is no state '" + state + "'" + or_list(state, states, "states"));
    p.state = TrialState(at - states.begin());
  }
  if (in.has("epochs")) p.epochs = in.at("epochs").integer(0, 2147483647);
  if (p.state == TrialState::running || p.state == TrialState::failed) return p;
  if (!in.has("objective")) {
    if (p.state == TrialState::done)
      p.objectives.assign(objectives, std::numeric_limits<double>::quiet_NaN());
    return p;
  }
  const JsonIn objective = in.at("objective");
  if (!objective.json().is_array())
    p.objectives = {objective_of(objective)};
  else
    for (std::size_t m = 0; m < objective.size(); ++m) p.objectives.push_back(objective_of(objective.at(m)));
  if (p.objectives.size() != objectives)
    objective.fail("this trial has " + plural(std::int64_t(p.objectives.size()), "objective") +
                   ", and there are " + std::to_string(objectives));
  return p;
}

std::int64_t number_of(const std::string& text) {
  std::int64_t n = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() ? n : -1;
}

}  // namespace

Json try_sampler(const Trial& trial, const JsonIn& in) {
  in.allow({"space", "trials", "ask", "seed", "direction"});
  const auto sampler = trial.registry.make<Sampler>(trial.plugin, trial.settings);
  const Space space = space_of(trial, in.at("space"));
  const std::vector<Direction> directions = directions_of(in);
  if (const auto refusal = sampler->refuse(space.search, int(directions.size())); !refusal.reason.empty()) {
    const std::string at =
        refusal.dimension < 0 ? "" : "/" + space.swept[std::size_t(refusal.dimension)].path;
    throw Error("input at /space" + at + ": " + refusal.reason + "; " + refusal.remedy);
  }
  std::vector<SweepPoint> points;
  if (in.has("trials"))
    for (std::size_t i = 0; i < in.at("trials").size(); ++i)
      points.push_back(read_trial(space, in.at("trials").at(i), std::int64_t(i), directions.size()));
  const int asked = in.has("ask") ? in.at("ask").integer(1, most_asked) : 1;
  const auto seed = std::uint64_t(in.has("seed") ? in.at("seed").integer(0, 2147483647) : 0);
  const std::int64_t end = sampler->points(space.search);
  Json values = Json::array();
  for (int k = 0; k < asked; ++k) {
    const auto number = std::int64_t(points.size());
    if (end >= 0 && number >= end) break;
    auto& p = points.emplace_back();
    p.number = number, p.state = TrialState::running;
    p.point = propose(*sampler, space, std::span(points).first(points.size() - 1), number, seed, directions);
    values.push_back(json_of(space.table(p.point)));
  }
  return {{"values", values}};
}

Json try_pruner(const Trial& trial, const JsonIn& in) {
  in.allow({"curves", "trial", "direction", "epochs", "seed"});
  const auto pruner = trial.registry.make<Pruner>(trial.plugin, trial.settings);
  const JsonIn curves = in.at("curves"), asked = in.at("trial");
  if (!curves.json().is_object() || curves.json().empty())
    curves.fail("this must be an object: the number of a trial to its objective after each epoch");
  const std::string name =
      asked.json().is_number_integer() ? std::to_string(asked.integer(0, 2147483647)) : asked.text();
  Race race;
  race.negated = directions_of(in)[0] == Direction::maximise;
  if (in.has("seed")) race.seed = std::uint64_t(in.at("seed").integer(0, 2147483647));
  std::vector<Row> values;
  std::vector<Curve> list;
  std::size_t longest = 0;
  for (const auto& item : curves.json().items()) {
    const JsonIn curve = curves.at(item.key());
    Row& row = values.emplace_back();
    for (std::size_t e = 0; e < curve.size(); ++e)
      row.push_back((race.negated ? -1 : 1) * objective_of(curve.at(e)));
    const std::int64_t number = number_of(item.key());
    if (number < 0) curve.fail("a trial is called by its number, and '" + item.key() + "' is none");
    list.push_back({number, item.key() == name ? Curve::State::running : Curve::State::done, {}});
    longest = std::max(longest, row.size());
  }
  const auto at = std::ranges::find(list, number_of(name), &Curve::trial);
  if (at == list.end()) asked.fail("there is no curve of the trial " + name);
  for (std::size_t i = 0; i < list.size(); ++i) list[i].values = values[i];
  const Curve own = *at;
  if (own.values.empty())
    asked.fail("the curve of the trial " + name + " is empty: a pruner is asked after an epoch");
  std::ranges::sort(list, {}, &Curve::trial);
  race.curves = list;
  // The question is never about a trial's last epoch.
  race.epochs = in.has("epochs") ? in.at("epochs").integer(1, 2147483647)
                                 : std::int64_t(std::max(longest, own.values.size() + 1));
  const Curve& curve = *std::ranges::find(list, own.trial, &Curve::trial);
  return {{"prune", pruner->judge(race, curve) != Pruner::Verdict::go}};
}

}  // namespace snnflow
