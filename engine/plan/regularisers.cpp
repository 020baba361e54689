// Terms on the activity of whole layers.
#include "plan/regularisers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snnflow {
namespace {

// The layers that are named; where none is, the readout or every layer that fires.
std::vector<int> choose_layers(Scope scope, const Several& entry, const Plan& plan,
                               const std::vector<std::string>& named, bool labels) {
  std::vector<int> chosen;
  const Value* written = entry.table.find("layers");
  for (std::size_t i = 0; i < named.size(); ++i)
    if (const int l = find_layer(scope, plan, named[i], written ? written->array()[i].place : entry.place,
                                 entry.path + ".layers");
        l >= 0) {
      if (std::find(chosen.begin(), chosen.end(), l) != chosen.end())
        scope.issues.error(written->array()[i].place, "layer '" + named[i] + "' is named twice",
                           "name each layer once", entry.path + ".layers");
      chosen.push_back(l);
    }
  if (!named.empty()) return chosen;
  if (labels) {
    if (const int l = readout_of(scope, plan, entry, "layers"); l >= 0) chosen.push_back(l);
    return chosen;
  }
  for (int l = 0; l < int(plan.layers.size()); ++l)
    if (plan.layers[std::size_t(l)].traits().spikes) chosen.push_back(l);
  return chosen;
}

void check_regulariser(Scope scope, const Several& entry, const Plan& plan, const Term<Regulariser>& term) {
  auto refuse = [&](const std::string& message, const std::string& remedy, const char* key = "") {
    scope.issues.error(entry.place, entry.path + " " + message, remedy, entry.path + key);
  };
  for (int l : term.layers) {
    const LayerPlan& layer = plan.layers[std::size_t(l)];
    if (!layer.traits().spikes)
      refuse("needs spikes; '" + layer.name + "' (" + layer.use.about().name + ") never fires",
             "name spiking layers: layers = [...]", ".layers");
    if (term.plugin->wants_labels() && layer.sized && plan.data_shape.classes > layer.units)
      refuse("needs a unit for each of the " + std::to_string(plan.data_shape.classes) + " classes; '" +
                 layer.name + "' has " + std::to_string(layer.units),
             "give the layer more units");
  }
  if (plan.data && term.plugin->wants_labels() && plan.data_shape.classes == 0)
    refuse("needs labels; data." + plan.data_use.about().name + " gives " +
               (plan.data_shape.targets ? "targets" : "none"),
           "use data with labels");
  if (plan.engine != EngineKind::event) return;
  if (term.plugin->pulls_counts())
    refuse("has a gradient on spike counts, which does not exist in continuous time",
           "use it with [engine.clock]");
  else if (term.plugin->over() == Regulariser::Over::batch)
    refuse("acts on whole batches, which is not built in continuous time", "use it with [engine.clock]");
}

bool plan_regulariser(Scope scope, const Several& entry, Plan& plan) {
  const Registered* found = look_up(scope, "regulariser", entry.plugin, entry.place, entry.path);
  if (!found) return false;
  Term<Regulariser> term;
  const std::string what = "regulariser '" + entry.plugin + "'";
  BoundTable bound =
      bind_table(scope, found->about(), entry.table, entry.path, what, setting_names<RegulariserSettings>());
  if (!entry.table.is_table()) return false;
  std::set<std::string> own;
  for (const Parameter& p : found->about().parameters) own.insert(p.name);
  Value resolved = bound.settings;
  const auto s = settings<RegulariserSettings>(scope, entry.table, entry.path, what, resolved, own);
  term.use = {found, entry.path, entry.place, bound.settings};
  term.plugin = scope.registry.make<Regulariser>(*found, bound.settings);
  term.settings.weight = s.weight;
  term.name = term_name(scope, entry, s.name, names_of(plan.regularisers));
  term.layers = choose_layers(scope, entry, plan, s.layers, term.plugin->wants_labels());
  check_regulariser(scope, entry, plan, term);
  resolve_entry(entry, "regulariser", resolved, plan);
  plan.regularisers.push_back(std::move(term));
  return true;
}

}  // namespace

void plan_regularisers(Scope scope, const Value& root, Plan& plan) {
  for (const Several& entry : several(scope, "regulariser", or_missing(root.find("regulariser"))))
    plan.terms_known &= plan_regulariser(scope, entry, plan);
}

}  // namespace snnflow
