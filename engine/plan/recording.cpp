// What a run keeps besides its figures.
#include "plan/recording.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/language.hpp"
#include "plan/later.hpp"

namespace snnflow {
namespace {

const std::vector<std::string> record_keys = key_names(kRecordKeys);
const std::vector<std::string> item_keys = key_names(kRecordItemKeys);

// `every` of a table: 1 where it is not written.
int read_every(Scope scope, const Value& table, const std::string& path) {
  const Value* every = table.find("every");
  if (!every) return 1;
  if (every->is_integer() && every->integer() >= 1 && every->integer() < most_epochs_apart)
    return int(every->integer());
  scope.issues.error(every->place, "every must be a whole number of epochs from 1", {}, path + ".every");
  return 1;
}

void refuse_unknown(Scope scope, const Value& table, const std::string& path,
                    const std::vector<std::string>& known) {
  for (const Entry& e : table.table())
    if (std::find(known.begin(), known.end(), e.key) == known.end())
      scope.issues.error(e.place, path + " has no key '" + e.key + "'" + did_you_mean(e.key, known),
                         "it takes " + quoted_list(known), path + "." + e.key);
}

Split read_split(Scope scope, const Value& table, const std::string& path, const Plan& plan) {
  const Split usual = plan.sizes[int(Split::valid)] ? Split::valid : Split::train;
  const Value* s = table.find("split");
  if (!s) return usual;
  const auto at =
      s->is_text() ? std::find(split_names.begin(), split_names.end(), s->text()) : split_names.end();
  if (at == split_names.end()) {
    scope.issues.error(s->place, "split must be \"train\", \"valid\" or \"test\"", {}, path + ".split");
    return usual;
  }
  const Split split = Split(at - split_names.begin());
  if (plan.data && plan.sizes[int(split)] == 0)
    scope.issues.error(s->place, "data." + plan.data_use.about().name + " has no " + s->text() + " split",
                       "record another split, or give the data this one", path + ".split");
  return split;
}

// A number of samples from the first on, or their indices. size 0: unknown, or said to be empty.
std::vector<int> which_samples(Scope scope, const Value& table, const std::string& path, std::int64_t size) {
  const Value* v = table.find("samples");
  const std::string key = path + ".samples";
  std::vector<int> samples;
  if (v && !v->is_integer() && !v->is_array()) {
    scope.issues.error(v->place, "samples must be a number of samples or an array of their indices",
                       "for example samples = 16", key);
    return samples;
  }
  if (!v || v->is_integer()) {
    const std::int64_t n = v ? v->integer() : 1;
    if (n < 1 || (size > 0 && n > size))
      scope.issues.error(v ? v->place : table.place,
                         "samples = " + std::to_string(n) + " is out of range: " +
                             (size > 0 ? "the split has " + plural(size, "sample") : "it must be at least 1"),
                         {}, key);
    else
      for (std::int64_t i = 0; i < std::min(n, size); ++i) samples.push_back(int(i));
    return samples;
  }
  for (const Value& x : v->array()) {
    if (x.is_integer() && x.integer() >= 0 && (size == 0 || x.integer() < size))
      samples.push_back(int(x.integer()));
    else
      scope.issues.error(
          x.place, "the split has no such sample",
          size > 0 ? "indices are 0 to " + std::to_string(size - 1) : "indices are whole numbers from 0",
          key);
  }
  return samples;
}

// One table of options, for one or several states of a layer (-1: a layer that was not understood).
void record_items(Scope scope, const Value& table, const std::string& path, Plan& plan, int layer,
                  const std::vector<std::string>& states) {
  if (!table.is_table())
    return scope.issues.error(table.place, path + " must be a table",
                              "for example { samples = 16, every = 10 }", path);
  refuse_unknown(scope, table, path, item_keys);
  RecordItem item;
  item.layer = layer;
  item.split = read_split(scope, table, path, plan);
  item.every = read_every(scope, table, path);
  item.samples = which_samples(scope, table, path, plan.sizes[int(item.split)]);
  if (layer < 0) return;
  for (const std::string& state : states) {
    item.state = state;
    plan.record.push_back(item);
  }
}

// Options for all states, or a table for each.
void record_states(Scope scope, const Entry& entry, const std::string& path, Plan& plan, int layer) {
  std::vector<std::string> states;
  if (layer >= 0)
    for (const State& s : plan.layers[std::size_t(layer)].use.about().states) states.push_back(s.name);
  auto is_state = [&](const Entry& e) {
    return e.value.is_table() || std::find(states.begin(), states.end(), e.key) != states.end();
  };
  const bool by_state =
      entry.value.is_table() && std::any_of(entry.value.table().begin(), entry.value.table().end(), is_state);
  if (!by_state) return record_items(scope, entry.value, path, plan, layer, states);
  for (const Entry& s : entry.value.table()) {
    if (layer < 0 || std::find(states.begin(), states.end(), s.key) != states.end())
      record_items(scope, s.value, path + "." + s.key, plan, layer, {s.key});
    else
      scope.issues.error(s.place,
                         "neuron '" + plan.layers[std::size_t(layer)].use.about().name + "' has no state '" +
                             s.key + "'" + did_you_mean(s.key, states),
                         "its states are " + quoted_list(states), path + "." + s.key);
  }
}

void record_weights(Scope scope, const Entry& entry, Plan& plan) {
  const std::string path = "record.weights";
  refuse_unknown(scope, entry.value, path, {"every"});
  if (entry.value.find("every"))
    plan.record_weights_every = read_every(scope, entry.value, path);
  else if (entry.value.table().empty())
    scope.issues.error(entry.place, path + " needs every, a whole number of epochs from 1",
                       "write weights = { every = 10 }", path);
}

}  // namespace

void plan_record(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("record");
  if (!table) return;
  if (!table->is_table())
    return scope.issues.error(table->place, "record must be a table", "write [record]", "record");
  for (const Entry& e : table->table()) {
    const std::string path = "record." + e.key;
    if (std::find(record_keys.begin(), record_keys.end(), e.key) == record_keys.end()) {
      const std::string later = not_built_yet(path);
      std::string remedy = "it takes " + quoted_list(record_keys);
      for (const LayerPlan& l : plan.layers)
        for (const State& s : l.use.about().states)
          if (s.name == e.key) remedy = "write states." + l.name + "." + e.key + " = { samples = 16 }";
      if (!later.empty())
        scope.issues.error(e.place, later, "leave it out", path);
      else
        scope.issues.error(e.place, "[record] has no key '" + e.key + "'" + did_you_mean(e.key, record_keys),
                           remedy, path);
      continue;
    }
    if (!e.value.is_table()) {
      scope.issues.error(e.value.place, path + " must be a table",
                         e.key == "weights" ? "write weights = { every = 10 }"
                                            : "write " + e.key + ".<layer> = { samples = 16 }",
                         path);
      continue;
    }
    if (e.key == "weights") {
      record_weights(scope, e, plan);
      continue;
    }
    for (const Entry& l : e.value.table()) {
      const int before = scope.issues.errors();
      const int layer = find_layer(scope, plan, l.key, l.place, path + "." + l.key);
      if (layer < 0 && scope.issues.errors() > before) continue;
      if (e.key == "states")
        record_states(scope, l, path + "." + l.key, plan, layer);
      else if (layer >= 0 && !plan.layers[std::size_t(layer)].traits().spikes)
        scope.issues.error(l.place, "layer '" + l.key + "' never fires",
                           "record its states: record.states." + l.key, path + "." + l.key);
      else
        record_items(scope, l.value, path + "." + l.key, plan, layer, {""});
    }
  }
  plan.resolved["record"] = *table;
}

}  // namespace snnflow
