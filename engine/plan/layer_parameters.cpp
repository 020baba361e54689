// Declarations of neurons and connections, held against what a layer gives.
#include "plan/layer_parameters.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

// What the neuron declares of the potential that it is reset to holds for the potential that it begins with.
void bound_by_reset(const About& neuron, const std::vector<ParameterPlan>& parameters, Parameter& state,
                    std::vector<Parameter>& declared, std::vector<ParameterPlan>& plans) {
  std::size_t k = 0;
  const ParameterPlan* limit = nullptr;
  const Parameter* limit_declared = nullptr;
  std::string limit_name;
  for (const Parameter& p : neuron.parameters)
    if (p.name == state.name + "_reset") limit_name = p.below;
  for (const Parameter& p : neuron.parameters) {
    if (!p.model) continue;
    if (p.name == limit_name) limit = &parameters[k], limit_declared = &p;
    ++k;
  }
  if (!limit) return;
  state.below = limit_name, state.below_reason = "the neuron would begin above it and never rise through it";
  declared = {state, *limit_declared};
  plans = {{}, *limit};
}

void plan_initial(Scope scope, const WrittenLayer& w, LayerPlan& layer, Value& resolved) {
  const Value* initial = w.table->find("initial");
  const About& neuron = layer.use.about();
  layer.initial.resize(neuron.states.size());
  if (!initial) return;
  if (!initial->is_table())
    return scope.issues.error(initial->place, w.path + ".initial must be a table of states",
                              "for example initial.v = 0.5", w.path + ".initial");
  std::vector<std::string> names;
  for (const State& s : neuron.states) names.push_back(s.name);
  for (const Entry& e : initial->table()) {
    const auto at = std::find(names.begin(), names.end(), e.key);
    if (at == names.end()) {
      scope.issues.error(
          e.place, "neuron '" + neuron.name + "' has no state '" + e.key + "'" + did_you_mean(e.key, names),
          "its states are " + quoted_list(names), w.path + ".initial." + e.key);
      continue;
    }
    const std::size_t k = std::size_t(at - names.begin());
    ParameterSite site{w.path + ".initial." + e.key, e.place, {layer.units}, false, {1, layer.units}};
    site.sized = layer.sized;
    Value said;
    Parameter declared = initial_state(neuron.states[k]);
    layer.initial[k] = parameter(scope, declared, &e, site, said);
    resolved["initial"][e.key] = said;
    std::vector<Parameter> both;
    std::vector<ParameterPlan> plans;
    bound_by_reset(neuron, layer.parameters, declared, both, plans);
    if (both.empty()) continue;
    plans[0] = layer.initial[k];
    check_order(scope, both, plans);
  }
}

}  // namespace

void plan_parameters(Scope scope, WrittenLayer& w, LayerPlan& layer, Value& resolved) {
  const auto& declared = w.neuron->about().parameters;
  Value neuron = layer.use.table;
  std::vector<Parameter> model;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].model) continue;
    ParameterSite site{
        layer.use.path + "." + declared[i].name, layer.use.place, {layer.units}, false, {1, layer.units}};
    site.sized = layer.sized;
    Value said;
    layer.parameters.push_back(parameter(scope, declared[i], w.model[i], site, said));
    model.push_back(declared[i]);
    neuron[declared[i].name] = said;
  }
  check_order(scope, model, layer.parameters);
  resolved["neuron"][layer.use.about().name] = neuron;
  plan_initial(scope, w, layer, resolved);
}

ConnectionPlan plan_connection(Scope scope, WrittenLayer::From& f, const Plan& plan,
                               const std::vector<int>& source_shape, int source, const LayerPlan& target,
                               Value& resolved) {
  ConnectionPlan c;
  c.source = source, c.use = *f.use;
  c.plugin = scope.registry.make<Connection>(*f.use->plugin, f.use->table);
  c.ends = {source_shape, target.shape, target.traits().channels};
  const bool sized = target.sized && !source_shape.empty();
  Value table = f.use->table;
  const auto& declared = f.use->about().parameters;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].model) continue;
    if (!f.model[i] && declared[i].optional) {
      c.parameters.emplace_back();
      continue;
    }
    ParameterSite site{f.use->path + "." + declared[i].name, f.use->place, {}, true, {}};
    site.sized = sized;
    if (sized)
      site.shape = c.plugin->shape(declared[i].name, c.ends),
      site.fans = {c.plugin->fan_in(c.ends), c.ends.targets()};
    if (f.model[i] && int(i) == c.plugin->bias_parameter() && plan.engine == EngineKind::event)
      scope.issues.error(f.model[i]->place, declared[i].name + " of a connection exists on the clock only",
                         "in continuous time use the neuron's own bias", site.path);
    Value said;
    c.parameters.push_back(parameter(scope, declared[i], f.model[i], site, said));
    if (!said.missing()) table[declared[i].name] = said;
  }
  resolved[f.use->about().name] = table;
  return c;
}

void plan_surrogate(Scope scope, const WrittenLayer& w, LayerPlan& layer, Plan& plan) {
  const Entry* own = w.table->entry("surrogate");
  const std::string path = w.path + ".surrogate";
  if (own && plan.engine == EngineKind::event)
    return scope.issues.error(own->place, "gradients are exact in continuous time: there is no surrogate",
                              "leave it out, or use [engine.clock]", path);
  if (own && !layer.traits().spikes)
    return scope.issues.error(
        own->place, "'" + w.name + "' (" + layer.use.about().name + ") never fires and needs no surrogate",
        "leave it out", path);
  if (plan.engine != EngineKind::clock || !layer.traits().spikes) return;
  if (!own) {
    if (!plan.surrogate_use) return;
    layer.surrogate_use = *plan.surrogate_use;
    plan.resolved["engine"]["clock"]["surrogate"][layer.surrogate_use.about().name] =
        layer.surrogate_use.table;
  } else {
    auto use = pick_one(scope, "surrogate", own->value, own->place, path);
    if (!use) return;
    layer.surrogate_use = *use;
    plan.resolved["layer"][w.name]["surrogate"][use->about().name] = use->table;
  }
  layer.surrogate = scope.registry.make<Surrogate>(*layer.surrogate_use.plugin, layer.surrogate_use.table);
}

}  // namespace snnflow
