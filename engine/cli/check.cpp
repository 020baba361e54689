// `snnflow check`: the plan, or all that is wrong; of a sweep its trials too.
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "plan/describe.hpp"
#include "sweep/preview.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow::cli {
namespace {

using Json = nlohmann::ordered_json;

Json section_json(const Sweep& sweep) {
  Json j = Json::parse(json_line(sweep.resolved));
  const auto count = [](std::int64_t n) { return n < 0 ? Json(nullptr) : Json(n); };
  j["points"] = count(sweep.points);
  j["trials"] = count(sweep.trials());
  return j;
}

// The resolved file of one trial: TOML that `run` takes, or JSON.
int check_trial(const Options& o, const Loaded& l, Registry& registry) {
  const std::vector<double> point = previewed_point(*l.sweep, o.trial);
  Loaded trial;
  trial.document = {trial_root(*l.sweep, point, o.trial), l.document.sources};
  resolve_loaded(o, registry, o.load_plugins, trial);
  if (!trial.good()) return Exit::bad_input;
  if (o.json)
    std::cout << Json{{"trial", o.trial},
                      {"seed", l.sweep->seed_of(o.trial)},
                      {"values", Json::parse(json_line(l.sweep->space.table(point)))},
                      {"plan", Json::parse(plan_json(trial.plan))}}
                     .dump()
              << "\n";
  else
    std::cout << "# trial " << o.trial << " of " << o.experiment << ": "
              << (point.empty() ? "seed " + std::to_string(l.sweep->seed_of(o.trial))
                                : point_text(l.sweep->space, point))
              << "\n"
              << plan_toml(trial.plan);
  return Exit::done;
}

}  // namespace

int check(const Options& o) {
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, o.load_plugins, Look::yes, Sweeps::yes);
  if (!l.good()) return Exit::bad_input;
  if (o.trial >= 0) {
    if (!l.sweep) throw Error("'" + o.experiment + "' has no [sweep], so it has no trials", Exit::usage);
    return check_trial(o, l, registry);
  }
  if (!o.json) {
    std::cout << describe(l.plan, l.document.sources);
    if (l.sweep) std::cout << "\n" << describe(*l.sweep);
    return Exit::done;
  }
  std::string text = plan_json(l.plan);
  if (l.sweep) {
    Json j = Json::parse(text);
    j["sweep"] = section_json(*l.sweep);
    text = j.dump();
  }
  std::cout << text << "\n";
  return Exit::done;
}

}  // namespace snnflow::cli
