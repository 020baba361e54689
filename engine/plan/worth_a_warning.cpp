// Looks at a finished plan as somebody who has seen many.
#include "plan/worth_a_warning.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr double shortest = 0.1;                      // ms: a time constant in seconds, probably
constexpr double steps_of_a_time_constant = 1.0 / 3;  // shorter ones fall to 5 % within a step

// A number in ms that must be above 0 and that the neuron does not call a period or a delay: it decays.
bool is_time_constant(const ParameterPlan& p) { return p.unit == "ms" && p.low == 0 && p.low_open; }

void warn_of_time_constants(Scope scope, const Plan& plan) {
  const bool clock = plan.engine == EngineKind::clock;
  for (const LayerPlan& l : plan.layers)
    for (const ParameterPlan& p : l.parameters) {
      if (!is_time_constant(p) || p.given.empty()) continue;
      const double least = *std::min_element(p.given.begin(), p.given.end());
      const std::string name = p.path.substr(p.path.rfind('.') + 1);
      if (least < shortest)
        scope.issues.warn(
            p.place, name + " = " + number_text(least) + " ms is very short; times are in ms",
            "for " + number_text(least) + " s write " + name + " = " + number_text(least * 1000), p.path);
      if (least < shortest || !clock || least >= steps_of_a_time_constant * plan.clock.dt) continue;
      scope.issues.warn(p.place,
                        name + " = " + number_text(least) + " ms is far below dt = " +
                            number_text(plan.clock.dt) + " ms: what it stands for is over within a step",
                        "make dt smaller, or " + name + " larger", p.path);
    }
}

// Layers that some loss or regulariser looks at, and all that leads to them.
std::vector<bool> layers_reached(const Plan& plan) {
  std::vector<bool> reached(plan.layers.size(), false);
  for (const auto& t : plan.losses)
    for (int l : t.layers) reached[std::size_t(l)] = true;
  for (const auto& t : plan.regularisers)
    for (int l : t.layers) reached[std::size_t(l)] = true;
  for (std::size_t l = plan.layers.size(); l-- > 0;)  // sources stand before their targets
    for (const ConnectionPlan& c : plan.layers[l].from)
      if (reached[l] && c.source >= 0) reached[std::size_t(c.source)] = true;
  return reached;
}

void warn_of_unreached_layers(Scope scope, const Plan& plan) {
  const std::vector<bool> reached = layers_reached(plan);
  for (std::size_t l = 0; l < reached.size(); ++l) {
    const LayerPlan& layer = plan.layers[l];
    bool trained = false;
    each_parameter(layer, [&](const ParameterPlan& p) { trained |= p.train; });
    if (reached[l] || !trained) continue;
    scope.issues.warn(
        layer.place, "no loss can reach layer '" + layer.name + "': what it is to learn stays as it begins",
        "let a layer that a loss looks at read from it, or write a loss with layer = \"" + layer.name + "\"",
        "layer." + layer.name);
  }
}

template <class P>
void warn_of_negative_weights(Scope scope, const std::vector<Term<P>>& terms) {
  for (const auto& t : terms)
    if (t.settings.weight < 0)
      scope.issues.warn(
          t.use.place,
          t.use.path + " has the weight " + number_text(t.settings.weight) + ": training will make it larger",
          "write a weight above 0 for what is to become small", t.use.path + ".weight");
}

void warn_if_nothing_is_trained(Scope scope, const Plan& plan) {
  bool trained = false;
  for (const LayerPlan& l : plan.layers)
    each_parameter(l, [&](const ParameterPlan& p) { trained |= p.train; });
  if (trained || plan.train.epochs == 0 || !plan.optimiser_use) return;
  scope.issues.warn(plan.optimiser_use->place,
                    "nothing is trained: no parameter of the model says train = true",
                    "leave out train = false where something is to be learned, or write epochs = 0",
                    plan.optimiser_use->path);
}

}  // namespace

void warn_of_plan(Scope scope, const Plan& plan) {
  warn_of_time_constants(scope, plan);
  warn_of_unreached_layers(scope, plan);
  warn_if_nothing_is_trained(scope, plan);
  warn_of_negative_weights(scope, plan.losses);
  warn_of_negative_weights(scope, plan.regularisers);
}

}  // namespace snnflow
