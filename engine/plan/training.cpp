// How the network learns, and which epoch's weights are the result.
#include "plan/training.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/term_entry.hpp"

namespace snnflow {
namespace {

void plan_optimiser(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("optimiser");
  plan.optimiser_use = pick_one(scope, "optimiser", or_missing(table), root.place, "optimiser", {"schedule"});
  if (!plan.optimiser_use) return;
  const Use& use = *plan.optimiser_use;
  plan.optimiser = scope.registry.make<Optimiser>(*use.plugin, use.table);
  Value resolved = use.table;
  const Value* schedule = table->table()[0].value.find("schedule");
  Value chosen;
  if (schedule)
    chosen = *schedule;
  else
    chosen["constant"] = Value(Value::Table{});
  const std::string path = use.path + ".schedule";
  if (auto picked = pick_one(scope, "schedule", chosen, use.place, path, setting_names<ScheduleSettings>())) {
    plan.schedule.use = *picked;
    plan.schedule.plugin = scope.registry.make<Schedule>(*picked->plugin, picked->table);
    Value said = picked->table;
    if (const Value& written = chosen.table()[0].value; written.is_table()) {
      std::set<std::string> own;
      for (const Parameter& p : picked->about().parameters) own.insert(p.name);
      plan.schedule.settings = settings<ScheduleSettings>(
          scope, written, picked->path, "schedule '" + picked->about().name + "'", said, own);
    }
    resolved["schedule"][picked->about().name] = said;
  }
  plan.resolved["optimiser"][use.about().name] = resolved;
}

// "valid.ttfs-accuracy": the split, and the place among the metrics.
void plan_select(Scope scope, const Value& table, Place nowhere, Plan& plan) {
  const std::string& text = plan.train.select;
  if (text.empty()) {
    if (plan.train.patience > 0)
      scope.issues.error(table.find("patience")->place,
                         "patience waits for a better epoch, but nothing says what is better",
                         "write select = \"valid.<metric>\"", "train.patience");
    return;
  }
  auto refuse = [&](const std::string& message, const std::string& remedy) {
    scope.issues.error(table.find("select") ? table.find("select")->place : nowhere, message, remedy,
                       "train.select");
  };
  const std::size_t dot = text.find('.');
  const std::string split = text.substr(0, dot), name = dot == std::string::npos ? "" : text.substr(dot + 1);
  const std::vector<std::string> names = names_of(plan.metrics);
  const bool is_metric = std::find(names.begin(), names.end(), text) != names.end();
  const std::string known = names.empty() ? "" : "the metrics are " + quoted_list(names);
  const std::string example = !name.empty() ? name : is_metric || names.empty() ? text : names[0];
  if (split == "test")
    return refuse("select uses the test split: a figure chosen on the test data says nothing about new data",
                  "select on the valid split: \"valid." + example + "\"");
  if (split != "valid" || name.empty())
    return refuse(
        "select = '" + text + "' is not of the form \"valid.<metric>\"" + did_you_mean(split, {"valid"}),
        "write select = \"valid." + example + "\"");
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) {
    const bool misspelt_there = !plan.terms_known && (names.empty() || !suggest(name, names));
    if (misspelt_there) return;
    const std::string there = scope.registry.find("metric", name) ? "write [metric." + name + "]" : known;
    return refuse("there is no metric '" + name + "'" + did_you_mean(name, names),
                  names.empty() && there.empty() ? "write [metric." + name + "]" : there);
  }
  if (plan.data && plan.sizes[int(Split::valid)] == 0)
    return refuse("select needs a valid split, and data." + plan.data_use.about().name + " has none",
                  "give one in [data." + plan.data_use.about().name + "], or leave out select");
  plan.select = int(at - names.begin());
}

}  // namespace

void plan_training(Scope scope, const Value& root, Plan& plan) {
  plan_optimiser(scope, root, plan);
  const Value* table = root.find("train");
  Value resolved;
  plan.train = settings<TrainSettings>(scope, or_missing(table), "train", "[train]", resolved);
  plan.resolved["train"] = resolved;
  plan_select(scope, or_missing(table), root.place, plan);
}

}  // namespace snnflow
