// What terms need, held against neurons, engine and data.
#include "plan/term_fit.hpp"

#include <algorithm>
#include <functional>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

bool is_trace(Reads reads) { return reads != Reads::first_spikes && reads != Reads::counts; }

// Why a layer does not give what is read; empty: it does.
std::string refusal(const Plan& plan, const Reader& reader, const LayerPlan& layer) {
  const std::string who = "'" + layer.name + "' (" + layer.use.about().name + ")";
  const bool spikes = layer.traits().spikes;
  switch (reader.reads) {
    case Reads::first_spikes:
      return spikes ? "" : "needs spike times; " + who + " is a readout that never fires";
    case Reads::counts:
      if (!spikes) return "needs spikes; " + who + " is a readout that never fires";
      return reader.gradient() && plan.engine == EngineKind::event
                 ? "has no gradient in continuous time: counts do not change smoothly"
                 : "";
    case Reads::trace:
    case Reads::integral:
    case Reads::maximum:
      if (plan.engine != EngineKind::event) return "";
      if (spikes && reader.state.empty()) return "needs a trace; " + who + " gives spikes";
      return reader.reads == Reads::trace && reader.at.empty() ? "sees a trace at moments, in continuous time, but none is named" : "";
  }
  return "";
}

Reader reader_of(Scope scope, const char* kind, const Registered& plugin) {
  Issues none;
  const BoundTable defaults =
      bind_table({scope.registry, none}, plugin.about(), Value(Value::Table{}), kind, kind);
  if (std::string_view(kind) == "loss") {
    const auto loss = scope.registry.make<Loss>(plugin, defaults.settings);
    return {kind, loss->reads(), loss->wants_labels()};
  }
  const auto metric = scope.registry.make<Metric>(plugin, defaults.settings);
  return {kind, metric->reads(), metric->wants_labels()};
}

// Plugins of this kind that this layer would do for, with labels or without.
std::vector<std::string> others(Scope scope, const Plan& plan, const char* kind, bool labels,
                                const LayerPlan& layer) {
  std::vector<std::string> fitting;
  for (const std::string& name : scope.registry.names(kind)) {
    const Reader r = reader_of(scope, kind, *scope.registry.find(kind, name));
    if (r.wants_labels == labels && refusal(plan, r, layer).empty())
      fitting.push_back(name);
  }
  return fitting;
}

// "use ttfs-mse", or nothing.
std::string use_another(Scope scope, const Plan& plan, const char* kind, bool labels,
                        const LayerPlan& layer) {
  std::vector<std::string> names = others(scope, plan, kind, labels, layer);
  if (names.size() > 4) names.resize(4);
  return names.empty() ? "" : "use " + join(names, " or ");
}

std::string data_name(const Plan& plan) { return "data." + plan.data_use.about().name; }

// How this data plugin is given labels or targets.
std::string give(const Plan& plan, const std::string& what) {
  const Value* train = plan.data_use.table.find("train");
  if (train && train->is_table()) return "give train." + what;
  return plan.data_use.table.find(what)
             ? "name their place: " + what + " = \"...\" in [" + data_name(plan) + "]"
             : "use data with " + what;
}

// The lowest label that a training sample has, where the data has labels.
int first_label(const Plan& plan) {
  Sample sample;
  int lowest = plan.data_shape.classes;
  for (std::int64_t i = 0; i < plan.sizes[0]; ++i) {
    plan.data->sample(Split::train, i, sample);
    lowest = std::min(lowest, sample.label);
  }
  return lowest;
}

}  // namespace

bool looks_fit(Scope scope, const Plan& plan, const Several& entry, const Reader& reader, const LayerPlan& layer) {
  const int before = scope.issues.errors();
  const std::vector<State>& states = layer.use.about().states;
  if (!reader.state.empty()) {
    const std::string path = entry.path + ".state", who = "layer '" + layer.name + "' (" + layer.use.about().name + ")";
    std::vector<std::string> names;
    for (const State& s : states) names.push_back(s.name);
    if (!is_trace(reader.reads))
      scope.issues.error(place_of(entry, "state"), entry.path + " looks at spikes, not at a state", "leave out state", path);
    else if (std::find(names.begin(), names.end(), reader.state) == names.end())
      scope.issues.error(place_of(entry, "state"), who + " has no state '" + reader.state + "'" + did_you_mean(reader.state, names),
                         "its states are " + quoted_list(names), path);
    else if (plan.engine == EngineKind::clock && (layer.traits().spikes || reader.state != names[0]))
      scope.issues.error(place_of(entry, "state"), "on a clock a trace is of the spikes, or of a readout's first state; state = \"" + reader.state + "\" of " + who + " is neither",
                         layer.traits().spikes ? "leave out state, or use [engine.event]" : "write state = \"" + names[0] + "\", or use [engine.event]", path);
  }
  if (!reader.at.empty()) {
    const std::string path = entry.path + ".at";
    const Place place = place_of(entry, "at");
    if (reader.reads != Reads::trace)
      scope.issues.error(place, entry.path + " does not look at moments", is_trace(reader.reads) ? "write from and until" : "leave out at", path);
    else if (entry.table.find("from") || entry.table.find("until"))
      scope.issues.error(place, "at names moments, from and until a window: " + entry.path + " cannot have both", "leave out one of them", path);
    else if (std::adjacent_find(reader.at.begin(), reader.at.end(), std::greater_equal<>()) != reader.at.end())
      scope.issues.error(place, "the moments of at must rise", "write them in order, each once", path);
    else if (plan.t_end() > 0 && reader.at.back() > plan.t_end())
      scope.issues.error(place, "at = " + number_text(reader.at.back()) + " is after t_end = " + number_text(plan.t_end()), "make t_end larger", path);
  }
  return scope.issues.errors() == before;
}

bool layer_gives(Scope scope, const Plan& plan, const Several& entry, const Reader& reader,
                 const LayerPlan& layer) {
  const std::string why = refusal(plan, reader, layer);
  if (why.empty()) return true;
  std::string remedy = use_another(scope, plan, reader.kind, reader.wants_labels, layer);
  const bool wants_trace = is_trace(reader.reads), spikes = layer.traits().spikes;
  if (wants_trace && !spikes)
    remedy = "write at = [" + number_text(plan.t_end()) + "] for the end of the sample" + (remedy.empty() ? "" : ", or " + remedy);
  else if (wants_trace || !spikes)
    remedy += std::string(remedy.empty() ? "use " : ", or ") +
              (wants_trace ? "a readout neuron such as li, or look at a potential: state = \"" + layer.use.about().states[0].name + "\""
                           : "a spiking neuron such as lif");
  scope.issues.error(entry.place, entry.path + " " + why, remedy, entry.path);
  return false;
}

void check_targets(Scope scope, const Value& root, const Plan& plan, const Several& entry,
                   const Reader& reader, const LayerPlan& layer, const TermSettings& settings, int units) {
  if (!plan.data) return;
  const int classes = plan.data_shape.classes, targets = plan.data_shape.targets,
            seen = units / settings.population;
  auto or_use = [&](const std::string& what) {
    const std::string another = use_another(scope, plan, reader.kind, !reader.wants_labels, layer);
    return give(plan, what) + (another.empty() ? "" : ", or " + another);
  };
  if (!reader.wants_labels) {
    if (targets == 0)
      scope.issues.error(entry.place,
                         entry.path + " compares " + plural(units, "unit") + " of '" + layer.name +
                             "' with targets, but " + data_name(plan) + " gives " +
                             (classes ? "labels" : "none"),
                         or_use("targets"), entry.path);
    else if (layer.sized && targets != seen)
      scope.issues.error(
          entry.place,
          entry.path + " compares " + plural(seen, "unit") + " of '" + layer.name + "' with targets, but " +
              data_name(plan) + " gives " + std::to_string(targets) + " for each sample",
          seen > targets ? "name the units: units = [...]" : "give the layer more units", entry.path);
    return;
  }
  if (classes == 0) {
    scope.issues.error(
        entry.place,
        entry.path + " needs labels; " + data_name(plan) + " gives " + (targets ? "targets" : "none"),
        targets ? or_use("labels") : give(plan, "labels"), entry.path);
    return;
  }
  if (!layer.sized || classes <= seen) return;
  const int wanted = classes * settings.population;
  const bool selects = entry.table.find("units") != nullptr;
  const Value* layers = root.find("layer");
  const Value* table = layers ? layers->find(layer.name) : nullptr;
  std::string remedy = selects ? "name " + std::to_string(wanted) + " units"
                       : table && table->find("size")
                           ? "write size = " + std::to_string(wanted)
                           : "give '" + layer.name + "' " + std::to_string(wanted) + " units";
  if (const int first = first_label(plan); first > 0)
    remedy += "; labels count from 0, and the lowest here is " + std::to_string(first);
  scope.issues.error(selects ? place_of(entry, "units") : layer.size_place,
                     "the labels of " + data_name(plan) + " run to " + std::to_string(classes - 1) +
                         ", so the readout needs " + std::to_string(wanted) + " units; '" + layer.name +
                         "' has " + std::to_string(units),
                     remedy, "layer." + layer.name + ".size");
}

}  // namespace snnflow
