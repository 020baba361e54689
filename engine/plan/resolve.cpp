// The whole file, section after section, in the order in which they depend on each other.
#include "plan/resolve.hpp"

#include <algorithm>
#include <filesystem>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/data.hpp"
#include "plan/terms.hpp"
#include "plan/training.hpp"
#include "registry/stamp_reader.hpp"

namespace snnflow {
namespace {

const std::vector<std::string> sections = {"title",  "seed",       "notes",  "plugins",   "data",  "encoder", "engine",
                                           "layer",  "loss",       "regulariser", "metric", "optimiser", "train", "record"};
// Of the language, but not built yet.
const std::vector<std::string> later_tables = {"transform", "sweep"};
constexpr int most_steps = 1 << 20;

void check_sections(Scope scope, const Value& root) {
  for (const Entry& e : root.table()) {
    if (std::find(sections.begin(), sections.end(), e.key) != sections.end()) continue;
    if (std::find(later_tables.begin(), later_tables.end(), e.key) != later_tables.end())
      scope.issues.error(e.place, "[" + e.key + "] is not built yet", "leave it out", e.key);
    else scope.issues.error(e.place, "an experiment has no key '" + e.key + "'" + did_you_mean(e.key, sections), {}, e.key);
  }
}

void load_plugins(Scope scope, const Value& root, const Sources& sources, Registry& registry, const PlanOptions& options) {
  const Value* list = root.find("plugins");
  if (!list) return;
  if (!list->is_array()) return scope.issues.error(list->place, "plugins must be an array of files", "for example plugins = [\"./my.so\"]", "plugins");
  for (const Value& v : list->array()) {
    if (!v.is_text()) {
      scope.issues.error(v.place, "a plugin is named by its file", "for example \"./my.so\"", "plugins");
      continue;
    }
    const std::string path = beside(sources, v.place, v.text());
    if (options.load_plugins) registry.load(path, v.place, scope.issues);
    else if (const auto stamp = read_stamp(path); !stamp.refusal.empty())
      scope.issues.error(v.place, "plugin '" + v.text() + "' " + stamp.refusal, {}, "plugins");
    else scope.issues.warn(v.place, "plugin '" + v.text() + "' is not loaded: its names are unknown here", "allow its code to run with --load-plugins", "plugins");
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
  plan.clock = settings<ClockSettings>(scope, table, "engine.clock", "engine 'clock'", resolved, {"surrogate"});
  const Value* dt = table.find("dt");
  if (plan.clock.t_end > 0 && plan.clock.steps() > most_steps)
    scope.issues.error(dt ? dt->place : table.place, "t_end / dt makes " + std::to_string(plan.clock.steps()) + " steps, more than " + std::to_string(most_steps),
                       "raise dt", "engine.clock.dt");
  else if (plan.clock.t_end > 0 && plan.clock.dt > plan.clock.t_end)
    scope.issues.error(dt ? dt->place : table.place, "dt = " + number_text(plan.clock.dt) + " is longer than t_end = " + number_text(plan.clock.t_end), {}, "engine.clock.dt");
  plan.resolved["engine"]["clock"] = resolved;
}

void plan_engine(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("engine");
  if (!table) return scope.issues.error(root.place, "engine is missing", "write [engine.event] with t_end, or [engine.clock] with dt and t_end", "engine");
  const std::vector<std::string> engines = {"clock", "event"};
  if (!table->is_table() || table->table().size() != 1) {
    scope.issues.error(table->place, "`engine` takes one engine, " + quoted_list(engines, "or"), "keep one of them", "engine");
    return;
  }
  const Entry& e = table->table()[0];
  if (std::find(engines.begin(), engines.end(), e.key) == engines.end()) {
    scope.issues.error(e.place, "no engine is called '" + e.key + "'" + did_you_mean(e.key, engines), "it is one of " + quoted_list(engines, "or"), "engine");
    return;
  }
  if (e.key == "clock") return plan_clock(scope, e.value, plan);
  Value resolved;
  plan.event = settings<EventSettings>(scope, e.value, "engine.event", "engine 'event'", resolved);
  plan.resolved["engine"]["event"] = resolved;
}

}  // namespace

Plan resolve(const Value& root, const Sources& sources, Registry& registry, const PlanOptions& options, Issues& issues) {
  Plan plan;
  const Scope scope{registry, issues};
  if (!root.is_table()) return plan;
  plan.level = registry.level();
  plan.resolved.is = Value::Table{};
  check_sections(scope, root);
  load_plugins(scope, root, sources, registry, options);
  plan.title = text_of(scope, root, "title");
  plan.notes = text_of(scope, root, "notes");
  if (const Value* seed = root.find("seed")) {
    if (seed->is_integer() && seed->integer() >= 0) plan.seed = seed->integer();
    else issues.error(seed->place, "seed must be a whole number from 0", {}, "seed");
  }
  for (const char* key : {"title", "seed", "notes", "plugins"})
    if (const Value* v = root.find(key)) plan.resolved[key] = *v;
  if (Value* list = plan.resolved.find("plugins"); list && list->is_array())
    for (Value& v : list->array())
      if (v.is_text()) v = Value(std::filesystem::absolute(beside(sources, v.place, v.text())).lexically_normal().string(), v.place);
  if (!root.find("seed")) plan.resolved["seed"] = Value(0);

  plan_engine(scope, root, plan);
  plan_data(scope, root, sources, options, plan);
  const std::vector<int> input = plan_encoder(scope, root, plan);
  const Value* layers = root.find("layer");
  plan_layers(scope, root, or_missing(layers), root.place, input.empty() ? std::vector<int>{1} : input, plan);
  plan_terms(scope, root, plan);
  if (plan.losses.empty() && issues.errors() == 0)
    issues.error(root.place, "the experiment has no loss: nothing says what is to be learned", "write [loss.ttfs-cross-entropy]", "loss");
  plan_training(scope, root, plan);
  if (plan.data) plan_record(scope, root, plan);
  if (issues.errors() == 0 && !options.quick) check_samples(scope, root, plan);
  return plan;
}

}  // namespace snnflow
