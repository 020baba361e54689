// How the network learns, and which epoch's weights are the result.
#include "plan/training.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"

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
  if (schedule) chosen = *schedule;
  else chosen["constant"] = Value(Value::Table{});
  const std::string path = use.path + ".schedule";
  if (auto picked = pick_one(scope, "schedule", chosen, use.place, path, setting_names<ScheduleSettings>())) {
    plan.schedule.use = *picked;
    plan.schedule.plugin = scope.registry.make<Schedule>(*picked->plugin, picked->table);
    std::set<std::string> own;
    for (const Parameter& p : picked->about().parameters) own.insert(p.name);
    Value said = picked->table;
    plan.schedule.settings = settings<ScheduleSettings>(scope, chosen.table()[0].value, picked->path, "schedule '" + picked->about().name + "'", said, own);
    resolved["schedule"][picked->about().name] = said;
  }
  plan.resolved["optimiser"][use.about().name] = resolved;
}

// "valid.ttfs-accuracy": the split, and the place among the metrics; "valid.loss" is the loss.
void plan_select(Scope scope, const Value& table, Place nowhere, Plan& plan) {
  const std::string& text = plan.train.select;
  if (text.empty()) {
    if (plan.train.patience > 0)
      scope.issues.error(table.find("patience")->place, "patience waits for a better epoch, but nothing says what is better",
                         "write select = \"valid.<metric>\"", "train.patience");
    return;
  }
  const Place place = table.find("select") ? table.find("select")->place : nowhere;
  const std::size_t dot = text.find('.');
  const std::string split = text.substr(0, dot), name = dot == std::string::npos ? "" : text.substr(dot + 1);
  std::vector<std::string> names;
  for (const auto& m : plan.metrics) names.push_back(m.name);
  if (split == "test")
    return scope.issues.error(place, "select uses the test split: a figure chosen on the test data says nothing about new data",
                              "select on the valid split: \"valid." + name + "\"", "train.select");
  if (split != "valid" || name.empty())
    return scope.issues.error(place, "select = '" + text + "' is not of the form \"valid.<metric>\"" + did_you_mean(split, {"valid"}),
                              names.empty() ? "" : "the metrics are " + quoted_list(names), "train.select");
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end())
    return scope.issues.error(place, "there is no metric '" + name + "'" + did_you_mean(name, names),
                              names.empty() ? "write [metric." + name + "]" : "the metrics are " + quoted_list(names), "train.select");
  if (plan.data && plan.sizes[int(Split::valid)] == 0)
    return scope.issues.error(place, "select needs a valid split, and data." + plan.data_use.about().name + " has none", {}, "train.select");
  plan.select = int(at - names.begin());
}

std::vector<int> which_samples(Scope scope, const Value& table, const std::string& path, std::int64_t size) {
  const Value* v = table.find("samples");
  std::vector<int> samples;
  if (!v || v->is_integer()) {
    const std::int64_t n = v ? v->integer() : 1;
    if (n < 1 || n > size)
      scope.issues.error(v ? v->place : table.place, "samples = " + std::to_string(n) + " is out of range: the split has " + plural(size, "sample"), {}, path + ".samples");
    else for (std::int64_t i = 0; i < n; ++i) samples.push_back(int(i));
    return samples;
  }
  if (!v->is_array()) scope.issues.error(v->place, "samples must be a number of samples or an array of their indices", {}, path + ".samples");
  else
    for (const Value& x : v->array()) {
      if (x.is_integer() && x.integer() >= 0 && x.integer() < size) samples.push_back(int(x.integer()));
      else scope.issues.error(x.place, "the split has no such sample", "indices are 0 to " + std::to_string(size - 1), path + ".samples");
    }
  return samples;
}

void record_item(Scope scope, const Value& table, const std::string& path, Plan& plan, int layer, const std::string& state) {
  static const std::vector<std::string> known = {"samples", "every", "split"};
  if (!table.is_table()) {
    scope.issues.error(table.place, path + " must be a table", "for example { samples = 16, every = 10 }", path);
    return;
  }
  for (const Entry& e : table.table())
    if (std::find(known.begin(), known.end(), e.key) == known.end())
      scope.issues.error(e.place, path + " has no key '" + e.key + "'" + did_you_mean(e.key, known), {}, path + "." + e.key);
  RecordItem item;
  item.layer = layer, item.state = state;
  item.split = plan.sizes[int(Split::valid)] ? Split::valid : Split::train;
  if (const Value* s = table.find("split")) {
    const auto at = s->is_text() ? std::find(split_names.begin(), split_names.end(), s->text()) : split_names.end();
    if (at == split_names.end()) scope.issues.error(s->place, "split must be \"train\", \"valid\" or \"test\"", {}, path + ".split");
    else item.split = Split(at - split_names.begin());
  }
  if (const Value* e = table.find("every")) {
    if (e->is_integer() && e->integer() >= 1 && e->integer() < 1 << 30) item.every = int(e->integer());
    else scope.issues.error(e->place, "every must be a whole number of epochs from 1", {}, path + ".every");
  }
  item.samples = which_samples(scope, table, path, plan.sizes[int(item.split)]);
  plan.record.push_back(item);
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

void plan_record(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("record");
  if (!table) return;
  if (!table->is_table()) return scope.issues.error(table->place, "record must be a table", "write [record]", "record");
  static const std::vector<std::string> known = {"spikes", "states", "weights"};
  for (const Entry& e : table->table()) {
    if (std::find(known.begin(), known.end(), e.key) == known.end()) {
      scope.issues.error(e.place, "[record] has no key '" + e.key + "'" + did_you_mean(e.key, known), {}, "record." + e.key);
      continue;
    }
    const std::string path = "record." + e.key;
    if (!e.value.is_table()) {
      scope.issues.error(e.value.place, path + " must be a table", {}, path);
      continue;
    }
    if (e.key == "weights") {
      const Value* every = e.value.find("every");
      if (every && every->is_integer() && every->integer() >= 1 && every->integer() < 1 << 30) plan.record_weights_every = int(every->integer());
      else scope.issues.error(e.place, "record.weights needs every, a whole number of epochs from 1", {}, path);
      continue;
    }
    for (const Entry& l : e.value.table()) {
      const int layer = find_layer(scope, plan, l.key, l.place, path + "." + l.key);
      if (layer < 0) continue;
      const auto& states = plan.layers[std::size_t(layer)].use.about().states;
      auto is_state = [&](const std::string& name) { return std::any_of(states.begin(), states.end(), [&](const State& s) { return s.name == name; }); };
      if (e.key == "spikes") {
        if (!plan.layers[std::size_t(layer)].traits().spikes)
          scope.issues.error(l.place, "layer '" + l.key + "' never fires", "record its states: record.states." + l.key, path + "." + l.key);
        record_item(scope, l.value, path + "." + l.key, plan, layer, "");
      } else if (l.value.is_table() && !l.value.table().empty() && is_state(l.value.table()[0].key)) {
        for (const Entry& s : l.value.table()) {
          if (is_state(s.key)) record_item(scope, s.value, path + "." + l.key + "." + s.key, plan, layer, s.key);
          else scope.issues.error(s.place, "neuron '" + plan.layers[std::size_t(layer)].use.about().name + "' has no state '" + s.key + "'", {}, path);
        }
      } else
        for (const State& s : states) record_item(scope, l.value, path + "." + l.key, plan, layer, s.name);
    }
  }
  plan.resolved["record"] = *table;
}

}  // namespace snnflow
