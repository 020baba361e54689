// The whole file, section after section, in the order in which they depend on each other.
#include "plan/resolve.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/data.hpp"
#include "plan/elsewhere.hpp"
#include "plan/language.hpp"
#include "plan/later.hpp"
#include "plan/recording.hpp"
#include "plan/terms.hpp"
#include "plan/training.hpp"
#include "plan/worth_a_warning.hpp"

namespace snnflow {
namespace {

const std::vector<std::string> sections = key_names(kSections);
constexpr int most_steps = 1 << 20;

// The section that a misspelt key means, where no other key is that section.
std::string meant_section(const Value& root, const std::string& key) {
  const std::vector<std::string> close = suggestions(key, sections);
  return close.size() == 1 && !root.find(close[0]) ? close[0] : "";
}

// Unknown keys are issues. A misspelt section is renamed to what it means, so that it is checked too and does
// not seem to be missing.
void check_sections(Scope scope, const Sources& sources, Value& root) {
  std::vector<std::string> candidates = sections;
  candidates.push_back(kExtends.name);
  for (Entry& e : root.table()) {
    if (std::find(sections.begin(), sections.end(), e.key) != sections.end()) continue;
    if (const std::string later = not_built_yet(e.key); !later.empty()) {
      scope.issues.error(e.place, later, "leave it out", e.key);
      continue;
    }
    const bool set = e.place.file >= 0 && e.place.file < int(sources.size()) &&
                     sources[std::size_t(e.place.file)].path == "--set";
    const std::string elsewhere = remedy_at_top(scope, root, e, set);
    const std::string meant = elsewhere.empty() ? meant_section(root, e.key) : "";
    scope.issues.error(e.place,
                       "an experiment has no key '" + e.key + "'" +
                           (elsewhere.empty() ? did_you_mean(e.key, candidates) : ""),
                       elsewhere.empty() && meant.empty() ? "its keys are " + join(sections) : elsewhere,
                       e.key);
    if (!meant.empty()) e.key = meant;
  }
}

void load_plugins(Scope scope, const Value& root, const Sources& sources, Registry& registry,
                  const PlanOptions& options) {
  const Value* list = root.find("plugins");
  if (!list) return;
  const std::string example = "for example plugins = [\"./my.so\"]";
  if (!list->is_array())
    return scope.issues.error(list->place, "plugins must be an array of files", example, "plugins");
  for (const Value& v : list->array()) {
    if (!v.is_text() || v.text().empty()) {
      scope.issues.error(v.place, "a plugin is named by its file", example, "plugins");
      continue;
    }
    const std::string path = beside(sources, v.place, v.text());
    if (options.load_plugins)
      registry.load(path, v.text(), v.place, scope.issues);
    else if (registry.inspect(path, v.text(), v.place, scope.issues)) {
      scope.issues.warn(v.place, "plugin '" + v.text() + "' is not loaded: its names are unknown here",
                        "allow its code to run with --load-plugins", "plugins");
      registry.leave_out(path, "'" + v.text() + "', whose code --load-plugins allows to run");
    } else
      registry.leave_out(path, "'" + v.text() + "'");
  }
}

std::string text_of(Scope scope, const Value& root, const char* key) {
  const Value* v = root.find(key);
  if (!v) return "";
  if (!v->is_text()) scope.issues.error(v->place, std::string(key) + " must be a text in quotes", {}, key);
  return v->is_text() ? v->text() : "";
}

void plan_clock(Scope scope, const Value& table, Plan& plan) {
  Value resolved;
  plan.engine = EngineKind::clock;
  plan.clock =
      settings<ClockSettings>(scope, table, "engine.clock", "engine 'clock'", resolved, {"surrogate"});
  const Value* dt = table.find("dt");
  const double steps = std::ceil(plan.clock.t_end / plan.clock.dt - 1e-9);  // may be more than an int holds
  if (plan.clock.t_end > 0 && steps > most_steps)
    scope.issues.error(
        dt ? dt->place : table.place,
        "t_end / dt makes " + number_text(steps) + " steps, more than " + std::to_string(most_steps),
        "raise dt", "engine.clock.dt");
  else if (plan.clock.t_end > 0 && plan.clock.dt > plan.clock.t_end)
    scope.issues.error(
        dt ? dt->place : table.place,
        "dt = " + number_text(plan.clock.dt) + " is longer than t_end = " + number_text(plan.clock.t_end), {},
        "engine.clock.dt");
  plan.resolved["engine"]["clock"] = resolved;
  const Value* surrogate = table.find("surrogate");
  Value standard;
  standard["superspike"] = Value(Value::Table{});
  plan.surrogate_use =
      pick_one(scope, "surrogate", surrogate ? *surrogate : standard, table.place, "engine.clock.surrogate");
}

void plan_engine(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("engine");
  if (!table)
    return scope.issues.error(root.place, "engine is missing",
                              "write [engine.event] with t_end, or [engine.clock] with dt and t_end",
                              "engine");
  const std::vector<std::string> engines = {"event", "clock"};
  const Entry* chosen = only_entry(scope, "engine", *table, "engine", engines);
  if (!chosen) return;
  const Entry& e = *chosen;
  if (std::find(engines.begin(), engines.end(), e.key) == engines.end()) {
    const std::vector<std::string> tables = tables_with(e.key);
    scope.issues.error(e.place, "no engine is called '" + e.key + "'" + did_you_mean(e.key, engines),
                       tables.empty() ? "it is one of " + quoted_list(engines, "or")
                                      : "'" + e.key + "' belongs to " + join(tables, " or "),
                       "engine");
    return;
  }
  if (e.key == "clock") return plan_clock(scope, e.value, plan);
  plan.engine = EngineKind::event;
  Value resolved;
  plan.event = settings<EventSettings>(scope, e.value, "engine.event", "engine 'event'", resolved);
  plan.resolved["engine"]["event"] = resolved;
}

}  // namespace

Plan resolve(const Value& written, const Sources& sources, Registry& registry, const PlanOptions& options,
             Issues& issues) {
  Plan plan;
  const Scope scope{registry, issues};
  if (!written.is_table()) return plan;
  Value root = written;
  plan.level = registry.level();
  plan.resolved.is = Value::Table{};
  check_sections(scope, sources, root);
  load_plugins(scope, root, sources, registry, options);
  plan.title = text_of(scope, root, "title");
  plan.notes = text_of(scope, root, "notes");
  if (const Value* seed = root.find("seed")) {
    if (seed->is_integer() && seed->integer() >= 0)
      plan.seed = seed->integer();
    else
      issues.error(seed->place, "seed must be a whole number from 0",
                   seed->is_array() ? "a run has one seed; several runs take theirs from --set seed=..."
                                    : "for example seed = 0",
                   "seed");
  }
  for (const char* key : {"title", "seed", "notes", "plugins"})
    if (const Value* v = root.find(key)) plan.resolved[key] = *v;
  if (Value* list = plan.resolved.find("plugins"); list && list->is_array())
    for (Value& v : list->array())
      if (v.is_text() && !v.text().empty())
        v = Value(std::filesystem::absolute(beside(sources, v.place, v.text())).lexically_normal().string(),
                  v.place);
  if (!root.find("seed")) plan.resolved["seed"] = Value(0);

  const int before = issues.errors();
  plan_engine(scope, root, plan);
  plan_data(scope, root, sources, options, plan);
  const std::vector<int> input = plan_encoder(scope, root, plan);
  const bool input_is_good = issues.errors() == before;
  plan_layers(scope, root, input, plan);
  plan_terms(scope, root, plan);
  const Value* losses = root.find("loss");
  if (!losses || (losses->is_table() && losses->table().empty()))
    issues.error(root.place, "the experiment has no loss: nothing says what is to be learned",
                 "write [loss.ttfs-cross-entropy]", "loss");
  plan_training(scope, root, plan);
  plan_record(scope, root, plan);
  if (input_is_good && !options.quick) check_samples(scope, root, plan);
  if (issues.errors() == 0) warn_of_plan(scope, plan);
  return plan;
}

}  // namespace snnflow
