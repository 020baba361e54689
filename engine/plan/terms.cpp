// Terms of the objective and metrics, fitted to the layers they look at.
#include "plan/terms.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snnflow {
namespace {

// What regularisers take instead of `layer` and the window.
struct RegulariserSettings {
  double weight = 1.0;
  std::string name;
  std::vector<std::string> layers;
  static constexpr auto about() {
    using M = RegulariserSettings;
    return snnflow::about("term", "What a regulariser looks at.", param("weight", &M::weight).doc("Factor of the term in the sum."),
                          param("name", &M::name).doc("What the record calls it; empty: the plugin's name."),
                          param("layers", &M::layers).doc("The layers it looks at."));
  }
};

template <class P>
std::string unique_name(const std::vector<Term<P>>& terms, const std::string& wanted, const Several& entry, Scope scope) {
  for (const auto& t : terms)
    if (t.name == wanted)
      scope.issues.error(entry.place, "two terms are called '" + wanted + "'", "give each a name of its own: name = \"...\"", entry.path + ".name");
  return wanted;
}

// The readout that a term looks at, where it names no layer.
int readout_of(Scope scope, const Plan& plan, const Several& entry) {
  if (plan.readout >= 0) return plan.readout;
  if (!plan.broken_layers.empty()) return -1;
  std::vector<std::string> names;
  for (const auto& l : plan.layers)
    if (l.readout) names.push_back(l.name);
  scope.issues.error(entry.place, "there are several readouts, " + quoted_list(names) + ", so " + entry.path + " must name one",
                     "write layer = \"" + names[0] + "\"", entry.path + ".layer");
  return -1;
}

bool reads_fit(Scope scope, const Plan& plan, const Several& entry, Reads reads, bool gradient, const LayerPlan& layer) {
  const std::string what = entry.path, who = "'" + layer.name + "' (" + layer.use.about().name + ")";
  const bool spikes = layer.traits().spikes;
  auto refuse = [&](const std::string& message, const std::string& remedy) {
    scope.issues.error(entry.place, what + " " + message, remedy, what);
    return false;
  };
  switch (reads) {
    case Reads::first_spikes:
      if (!spikes) return refuse("needs spike times; " + who + " is a readout that never fires", "use a spiking neuron such as lif");
      return true;
    case Reads::counts:
      if (!spikes) return refuse("needs spikes; " + who + " is a readout that never fires", "use a spiking neuron such as lif");
      if (gradient && plan.engine == EngineKind::event)
        return refuse("has no gradient in continuous time: counts do not change smoothly", "use a loss on spike times, such as ttfs-cross-entropy");
      return true;
    case Reads::trace:
    case Reads::integral:
    case Reads::maximum:
      if (spikes && plan.engine == EngineKind::event)
        return refuse("needs a trace; " + who + " gives spikes", "use a readout neuron such as li, or a loss on spike times");
      return true;
  }
  return true;
}

template <class P>
void plan_readers(Scope scope, const Value& root, const char* kind, Plan& plan, std::vector<Term<P>>& terms, bool gradient) {
  const Value* table = root.find(kind);
  for (const Several& entry : several(scope, kind, or_missing(table))) {
    const Registered* found = look_up(scope, kind, entry.plugin, entry.place, entry.path);
    if (!found) continue;
    Term<P> term;
    const std::string what = std::string(kind) + " '" + entry.plugin + "'";
    BoundTable bound = bind_table(scope, found->about(), entry.table, entry.path, what, setting_names<TermSettings>());
    std::set<std::string> own;
    for (const Parameter& p : found->about().parameters) own.insert(p.name);
    term.use = {found, entry.path, entry.place, bound.settings};
    Value resolved = bound.settings;
    term.settings = settings<TermSettings>(scope, entry.table, entry.path, what, resolved, own);
    term.plugin = scope.registry.make<P>(*found, bound.settings);
    term.name = unique_name(terms, term.settings.name.empty() ? entry.plugin : term.settings.name, entry, scope);
    const bool inherits = !gradient && plan.losses.size() == 1;
    if (inherits && !entry.table.find("layer") && !entry.table.find("units")) {
      term.settings.layer = plan.losses[0].settings.layer;
      term.settings.units = plan.losses[0].settings.units;
      if (!entry.table.find("population")) term.settings.population = plan.losses[0].settings.population;
    }
    const Value* layer = entry.table.find("layer");
    const int at = term.settings.layer.empty() ? readout_of(scope, plan, entry)
                                               : find_layer(scope, plan, term.settings.layer, layer ? layer->place : entry.place, entry.path + ".layer");
    if (at < 0) continue;
    const LayerPlan& looked = plan.layers[std::size_t(at)];
    term.layers = {at};
    const Value* units = entry.table.find("units");
    for (double u : term.settings.units) {
      if (u == std::floor(u) && u >= 0 && u < looked.units) term.units.push_back(int(u));
      else scope.issues.error(units ? units->place : entry.place, "layer '" + looked.name + "' has no unit " + number_text(u),
                              "its units are 0 to " + std::to_string(looked.units - 1), entry.path + ".units");
    }
    if (term.settings.units.empty())
      for (int u = 0; u < looked.units; ++u) term.units.push_back(u);
    if (!(term.settings.from < term.settings.until))
      scope.issues.error(entry.place, "from = " + number_text(term.settings.from) + " is not before until = " + number_text(term.settings.until), {}, entry.path);
    if (!reads_fit(scope, plan, entry, term.plugin->reads(), gradient, looked)) continue;
    const int units_seen = int(term.units.size()), population = term.settings.population;
    if (units_seen % population)
      scope.issues.error(entry.place, plural(units_seen, "unit") + " cannot be divided into groups of " + std::to_string(population), {}, entry.path + ".population");
    const int seen = units_seen / population;
    const std::string data = "data." + plan.data_use.about().name;
    if (!plan.data) continue;
    if (term.plugin->wants_labels()) {
      if (plan.data_shape.classes == 0)
        scope.issues.error(entry.place, entry.path + " needs labels; " + data + " gives " + (plan.data_shape.targets ? "targets" : "none"), {}, entry.path);
      else if (plan.data_shape.classes > seen)
        scope.issues.error(looked.use.place, "the labels of " + data + " run to " + std::to_string(plan.data_shape.classes - 1) + ", so the readout needs " +
                           std::to_string(plan.data_shape.classes * population) + " units; '" + looked.name + "' has " + std::to_string(units_seen), {}, "layer." + looked.name + ".size");
    } else if (plan.data_shape.targets != seen)
      scope.issues.error(entry.place, entry.path + " compares " + plural(seen, "unit") + " of '" + looked.name + "' with targets, but " + data + " gives " +
                         (plan.data_shape.targets ? std::to_string(plan.data_shape.targets) + " for each sample" : "labels"), {}, entry.path);
    terms.push_back(std::move(term));
    Value& place = plan.resolved[kind];
    if (entry.path == std::string(kind) + "." + entry.plugin) place[entry.plugin] = resolved;
    else {
      if (!place[entry.plugin].is_array()) place[entry.plugin].is = Value::Array{};
      place[entry.plugin].array().push_back(resolved);
    }
  }
}

void plan_regularisers(Scope scope, const Value& root, Plan& plan) {
  const Value* table = root.find("regulariser");
  for (const Several& entry : several(scope, "regulariser", or_missing(table))) {
    const Registered* found = look_up(scope, "regulariser", entry.plugin, entry.place, entry.path);
    if (!found) continue;
    Term<Regulariser> term;
    const std::string what = "regulariser '" + entry.plugin + "'";
    BoundTable bound = bind_table(scope, found->about(), entry.table, entry.path, what, setting_names<RegulariserSettings>());
    std::set<std::string> own;
    for (const Parameter& p : found->about().parameters) own.insert(p.name);
    Value resolved = bound.settings;
    const auto s = settings<RegulariserSettings>(scope, entry.table, entry.path, what, resolved, own);
    term.use = {found, entry.path, entry.place, bound.settings};
    term.plugin = scope.registry.make<Regulariser>(*found, bound.settings);
    term.settings.weight = s.weight;
    term.name = unique_name(plan.regularisers, s.name.empty() ? entry.plugin : s.name, entry, scope);
    const Value* layers = entry.table.find("layers");
    for (std::size_t i = 0; i < s.layers.size(); ++i)
      if (const int l = find_layer(scope, plan, s.layers[i], layers ? layers->array()[i].place : entry.place, entry.path + ".layers"); l >= 0)
        term.layers.push_back(l);
    if (s.layers.empty()) {
      if (term.plugin->wants_labels()) {
        if (const int l = readout_of(scope, plan, entry); l >= 0) term.layers.push_back(l);
      } else
        for (int l = 0; l < int(plan.layers.size()); ++l)
          if (plan.layers[std::size_t(l)].traits().spikes) term.layers.push_back(l);
    }
    for (int l : term.layers) {
      const LayerPlan& layer = plan.layers[std::size_t(l)];
      if (!layer.traits().spikes)
        scope.issues.error(entry.place, entry.path + " needs spikes; '" + layer.name + "' (" + layer.use.about().name + ") never fires", "name spiking layers: layers = [...]", entry.path + ".layers");
      if (term.plugin->wants_labels() && plan.data_shape.classes > layer.units)
        scope.issues.error(entry.place, entry.path + " needs a unit for each of the " + std::to_string(plan.data_shape.classes) + " classes; '" + layer.name + "' has " + std::to_string(layer.units), {}, entry.path);
    }
    if (plan.data && term.plugin->wants_labels() && plan.data_shape.classes == 0)
      scope.issues.error(entry.place, entry.path + " needs labels, and the data has none", {}, entry.path);
    if (plan.engine == EngineKind::event && term.plugin->pulls_counts())
      scope.issues.error(entry.place, entry.path + " has a gradient on spike counts, which does not exist in continuous time", "use it with [engine.clock]", entry.path);
    if (plan.engine == EngineKind::event && !term.plugin->pulls_counts() && term.plugin->over() == Regulariser::Over::batch)
      scope.issues.error(entry.place, entry.path + " acts on whole batches, which is not built in continuous time", "use it with [engine.clock]", entry.path);
    Value& place = plan.resolved["regulariser"];
    if (entry.path == "regulariser." + entry.plugin) place[entry.plugin] = resolved;
    else {
      if (!place[entry.plugin].is_array()) place[entry.plugin].is = Value::Array{};
      place[entry.plugin].array().push_back(resolved);
    }
    plan.regularisers.push_back(std::move(term));
  }
}

}  // namespace

void plan_terms(Scope scope, const Value& root, Plan& plan) {
  plan_readers(scope, root, "loss", plan, plan.losses, true);
  plan_regularisers(scope, root, plan);
  plan_readers(scope, root, "metric", plan, plan.metrics, false);
}

}  // namespace snnflow
