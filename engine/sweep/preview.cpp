// Whether a sampler looks at results is found out by asking it twice: without a past, and with one.
#include "sweep/preview.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "model/random.hpp"

namespace snnflow {
namespace {

constexpr std::int64_t longest_past = 1000;

// Trials that have all ended, at random points, each worse than the one before.
std::vector<SweepPoint> invented_past(const Sweep& sweep, std::int64_t points) {
  std::vector<SweepPoint> past;
  for (std::int64_t n = 0; n < points; ++n) {
    SweepPoint& p = past.emplace_back();
    p.number = n, p.state = TrialState::done;
    p.point.assign(sweep.space.size(), absent);
    KeyedRandom random(sweep.seed, "sweep", "preview", std::uint64_t(n));
    draw_uniform(sweep.space.search, random, p.point);
    for (const Objective& o : sweep.objectives)
      p.objectives.push_back(o.direction == Direction::maximise ? -double(n) : double(n));
  }
  return past;
}

bool same_point(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b,
                            [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

std::string condition_text(const Space& space, const Dimension::Condition& c) {
  std::vector<std::string> values;
  for (const double x : c.values) values.push_back(short_toml(space.value(std::size_t(c.dimension), x)));
  return space.swept[std::size_t(c.dimension)].path + " = " + join(values, " or ");
}

}  // namespace

std::vector<double> previewed_point(const Sweep& sweep, std::int64_t trial) {
  constexpr int usage = 2;
  if (trial < 0 || (sweep.trials() >= 0 && trial >= sweep.trials()))
    throw Error("the sweep has " + plural(sweep.trials(), "trial") + ", numbered from 0: there is no trial " +
                    std::to_string(trial),
                usage);
  if (!sweep.sampler) return {};
  const std::int64_t number = trial / std::int64_t(sweep.seeds.size());
  const auto directions = sweep.directions();
  const auto ask = [&](std::span<const SweepPoint> past) {
    return propose(*sweep.sampler, sweep.space, past, number, sweep.seed, directions);
  };
  std::vector<double> point = ask({});
  if (!same_point(point, ask(invented_past(sweep, std::min(number, longest_past)))))
    throw Error("trial " + std::to_string(trial) + " depends on the results of those before it (sampler '" +
                    sweep.sampler_use->about().name + "'); name one of the first trials",
                usage);
  return point;
}

std::string range_text(const Swept& swept) {
  if (!swept.choices.empty()) {
    std::vector<std::string> values;
    for (const Value& v : swept.choices) values.push_back(short_toml(v));
    return join(values, " or ");
  }
  const Dimension& d = swept.dimension;
  const bool whole = d.kind == Dimension::Kind::integer;
  std::string text = number_text(d.low) + " to " + number_text(d.high);
  if (whole ? d.step > 1 : d.step > 0) text += ", step " + number_text(d.step);
  if (whole) text += ", whole";
  if (d.log) text += ", logarithmic";
  if (d.points > 0) text += ", " + plural(d.points, "point");
  return text;
}

std::string describe(const Sweep& sweep) {
  const auto seeds = std::int64_t(sweep.seeds.size());
  std::vector<std::string> seed_list, objectives;
  for (const std::int64_t s : sweep.seeds) seed_list.push_back(std::to_string(s));
  for (const Objective& o : sweep.objectives)
    objectives.push_back(o.name + " (" + direction_name(o.direction) + ")");
  const std::string count = sweep.trials() < 0 ? "trials without end" : plural(sweep.trials(), "trial");
  std::string out = "sweep       " + count;
  if (sweep.points >= 0) out += ": " + plural(sweep.points, "point") + " x " + plural(seeds, "seed");
  out += " (" + join(seed_list) + ")";
  if (std::isfinite(sweep.hours)) out += fmt::format("; none begins after {} h", number_text(sweep.hours));
  out += "\nobjective   " + join(objectives, " and ") + "\n";
  out += "sampler     " + (sweep.sampler_use ? sweep.sampler_use->about().name : "none: seeds only") + "\n";
  out += "pruner      " + (sweep.pruner_use ? sweep.pruner_use->about().name : "none") + "\n";
  std::size_t wide = 0;
  for (const Swept& s : sweep.space.swept) wide = std::max(wide, s.path.size());
  for (const Swept& s : sweep.space.swept) {
    out += fmt::format("  {:<{}}  {}", s.path, wide, range_text(s));
    for (const auto& c : s.dimension.when) out += "; when " + condition_text(sweep.space, c);
    out += "\n";
  }
  if (sweep.combinations > 0)
    out +=
        fmt::format("checked     {} of values{}\n", plural(sweep.combinations, "combination"),
                    sweep.all_combinations ? ": any two that the space allows"
                                           : "; there are more, of which a trial may still fail by itself");
  return out + fmt::format("memory      about {:.1f} MB for the largest trial\n", double(sweep.memory) / 1e6);
}

}  // namespace snnflow
