// [sweep], first what needs no plan, then what is looked up in it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "plan/describe.hpp"
#include "plan/identity.hpp"
#include "plan/language.hpp"
#include "plan/pick.hpp"
#include "sweep/branches.hpp"
#include "sweep/read_space.hpp"
#include "sweep/sweep.hpp"
#include "sweep/sweep_settings.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow {
namespace {

class SweepReader {
 public:
  SweepReader(Scope scope, const Value& table, const Plan& plan, Sweep& sweep)
      : scope_(scope), table_(table), plan_(plan), sweep_(sweep) {}

  void read() {
    const std::vector<std::string> own = key_names(kSweepKeys);
    const auto said = settings<SweepSettings>(scope_, table_, "sweep", "[sweep]", sweep_.resolved,
                                              {own.begin(), own.end()});
    sweep_.retries = said.retries, sweep_.epochs = plan_.train.epochs,
    sweep_.seed = std::uint64_t(plan_.seed);
    read_seeds(said.seeds);
    sweep_.objectives = read_objectives(scope_, at("objective"), at("direction"), plan_, table_.place);
    write_objectives();
    const bool varies = table_.find("space") || table_.find("seeds");
    if (!varies)
      scope_.issues.error(table_.place, "the sweep varies nothing",
                          "write [sweep.space] with paths, or seeds = [0, 1, 2]", "sweep");
    read_sampler();
    read_pruner();
    read_budget();
  }

 private:
  const Value& at(const char* key) const { return or_missing(table_.find(key)); }

  void read_seeds(const std::vector<double>& seeds) {
    constexpr double most = 9e15;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (seeds[i] != std::floor(seeds[i]) || std::abs(seeds[i]) > most)
        scope_.issues.error(at("seeds").place,
                            "a seed is a whole number, and " + number_text(seeds[i]) + " is none",
                            "write seeds = [0, 1, 2]", "sweep.seeds");
      else if (std::find(seeds.begin(), seeds.begin() + std::ptrdiff_t(i), seeds[i]) !=
               seeds.begin() + std::ptrdiff_t(i))
        scope_.issues.error(at("seeds").place, "the seed " + number_text(seeds[i]) + " is there twice",
                            "leave out one of them: the same seed gives the same bits", "sweep.seeds");
      else
        sweep_.seeds.push_back(std::int64_t(seeds[i]));
    }
    if (at("seeds").is_array() && seeds.empty() && at("seeds").array().empty())
      scope_.issues.error(at("seeds").place, "seeds is empty: no trial would run",
                          "write seeds = [0, 1, 2], or leave it out for the file's own seed", "sweep.seeds");
    if (sweep_.seeds.empty()) sweep_.seeds.push_back(plan_.seed);
    Value::Array list;
    for (const std::int64_t s : sweep_.seeds) list.emplace_back(s);
    sweep_.resolved["seeds"] = Value(std::move(list));
  }

  void write_objectives() {
    Value::Array names, directions;
    for (const Objective& o : sweep_.objectives)
      names.emplace_back(o.name), directions.emplace_back(direction_name(o.direction));
    sweep_.resolved["objective"] = Value(std::move(names));
    sweep_.resolved["direction"] = Value(std::move(directions));
  }

  void read_sampler() {
    const Value& table = at("sampler");
    if (table_.find("space") == nullptr) {
      sweep_.points = 1;
      if (!table.missing())
        scope_.issues.error(table.place, "the sampler has nothing to sample",
                            "write [sweep.space], or leave it out", "sweep.sampler");
      return;
    }
    sweep_.sampler_use = pick_one(scope_, "sampler", table, table_.place, "sweep.sampler");
    if (!sweep_.sampler_use) return;
    const Use& use = *sweep_.sampler_use;
    sweep_.resolved["sampler"][use.about().name] = use.table;
    if (sweep_.space.size() == 0) return;  // its mistakes were told
    const auto sampler = scope_.registry.make<Sampler>(*use.plugin, use.table);
    const auto refusal =
        sampler->refuse(sweep_.space.search, int(std::max<std::size_t>(1, sweep_.objectives.size())));
    if (!refusal.reason.empty()) {
      const bool about_one = refusal.dimension >= 0;
      const Swept* swept = about_one ? &sweep_.space.swept[std::size_t(refusal.dimension)] : nullptr;
      scope_.issues.error(swept ? swept->place : use.place,
                          (swept ? swept->path + ": " : "") + refusal.reason, refusal.remedy,
                          swept ? "sweep.space." + toml_key(swept->path) : use.path);
      return;
    }
    sweep_.sampler = sampler;
    sweep_.points = sampler->points(sweep_.space.search);
  }

  void read_pruner() {
    const Value& table = at("pruner");
    if (table.missing()) return;
    sweep_.pruner_use = pick_one(scope_, "pruner", table, table_.place, "sweep.pruner");
    if (!sweep_.pruner_use) return;
    const Use& use = *sweep_.pruner_use;
    sweep_.resolved["pruner"][use.about().name] = use.table;
    sweep_.pruner = scope_.registry.make<Pruner>(*use.plugin, use.table);
    if (sweep_.objectives.size() > 1)
      scope_.issues.error(use.place, "a pruner compares trials by one objective, and there are two",
                          "leave out the pruner, or one objective", use.path);
    if (const auto epochs = sweep_.space.find("train.epochs"))
      scope_.issues.error(sweep_.space.swept[*epochs].place,
                          "a pruner compares trials epoch by epoch, and their number is swept",
                          "leave out the pruner, or train.epochs", "sweep.space.\"train.epochs\"");
  }

  void read_budget() {
    const Value& table = at("budget");
    const auto said =
        settings<BudgetSettings>(scope_, table, "sweep.budget", "budget", sweep_.resolved["budget"]);
    sweep_.hours = said.hours;
    const Value* trials = table.find("trials");
    const std::int64_t seeds = std::int64_t(sweep_.seeds.size());
    if (trials && trials->is_integer() && said.trials > 0) {
      const std::int64_t points = said.trials / seeds;
      if (points == 0)
        scope_.issues.error(trials->place,
                            plural(said.trials, "trial") + " are too few for " + plural(seeds, "seed") +
                                ": each point is trained once with each",
                            "write trials = " + std::to_string(seeds) + " at least", "sweep.budget.trials");
      sweep_.points = sweep_.points < 0 ? points : std::min(sweep_.points, points);
    }
    if (sweep_.points < 0 && sweep_.sampler && !table.find("trials") && !table.find("hours"))
      scope_.issues.error(table.missing() ? table_.place : table.place,
                          "nothing says when the sweep ends: sampler '" + sweep_.sampler_use->about().name +
                              "' finds points without end",
                          "write budget = { trials = 60 }, or hours", "sweep.budget");
  }

  Scope scope_;
  const Value& table_;
  const Plan& plan_;
  Sweep& sweep_;
};

}  // namespace

std::vector<Direction> Sweep::directions() const {
  std::vector<Direction> list;
  for (const Objective& o : objectives) list.push_back(o.direction);
  return list;
}

bool has_sweep(const Value& root) { return root.find("sweep") != nullptr; }

Plan resolve_sweep(const Value& root, const Sources& sources, Registry& registry, const PlanOptions& options,
                   Issues& issues, Sweep& sweep) {
  const Scope scope{registry, issues};
  const Value& table = or_missing(root.find("sweep"));
  sweep.root = root, sweep.sources = sources;
  if (table.is_table() && table.find("space"))
    sweep.space = read_space(scope, *table.find("space"), "sweep.space");
  if (!table.is_table()) issues.error(table.place, "sweep must be a table", "write [sweep]", "sweep");
  Issues of_file;
  Plan plan = resolve(standing_root(root, sweep.space), sources, registry, options, of_file);
  if (table.is_table()) SweepReader(scope, table, plan, sweep).read();
  const bool space_is_good = issues.errors() == 0 || sweep.space.size() > 0;
  for (const Issue& issue : of_file.list) issues.add(issue);
  if (of_file.errors() > 0 || !space_is_good) return plan;
  sweep.memory = memory_needed(plan, 1);
  check_branches(sweep, registry, options, of_file, issues);
  if (const Value* space = table.find("space")) sweep.resolved["space"] = *space;
  return plan;
}

std::string sweep_identity(const Plan& plan, const Sweep& sweep) {
  Value same = sweep.resolved;
  std::erase_if(same.table(), [](const Entry& e) { return e.key == "budget" || e.key == "retries"; });
  Value both;
  both["sweep"] = std::move(same);
  std::string text = identity(plan);
  text.back() = ',';
  return text + json_line(both).substr(1);  // {"sweep":{...}}
}

}  // namespace snnflow
