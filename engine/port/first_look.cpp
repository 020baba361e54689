// One batch, as a run would begin with it.
#include "port/first_look.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/firing.hpp"

namespace snnflow {
namespace {

constexpr int most_samples_looked_at = 32;
constexpr double most_spikes_looked_at = 1e5;  // of a layer
constexpr double most_additions = 3e10;        // of weights to neurons, in all passes: a few seconds
constexpr double passes_to_fire = 50;          // that scaling a layer's weights takes
constexpr double saturated_share = 0.9;        // of the steps, on a clock
constexpr double saturated_rate = 1.0;         // spikes per ms, in continuous time

// How many weights are added if every unit fires at every step (clock) or ten times (continuous time).
double additions(const Plan& plan) {
  double weights = 0, scaled = 0;
  for (const LayerPlan& l : plan.layers) {
    for (const ConnectionPlan& c : l.from) weights += double(c.ends.sources()) * l.units;
    each_parameter(l, [&](const ParameterPlan& p) { scaled += p.fires; });
  }
  const double moments = plan.engine == EngineKind::clock ? plan.clock.steps() : 10;
  return weights * moments * most_samples_looked_at * (1 + scaled * passes_to_fire) * 0.1;
}

// Spikes of each layer, in all samples together; not all samples where a layer does not rest. Says how many.
std::vector<double> count_spikes(const Plan& plan, const Registry& registry, int& samples) {
  const FlushDenormals flush;
  const Blocks blocks(plan);
  const auto network = make_network(plan, registry, blocks, 1);
  std::vector<double> values = initial_values(plan, blocks);
  std::vector<double> spikes(plan.layers.size());
  auto look_at = [&](int i) {  // whether it is worth while to look at another
    Encoded sample;
    Outcome outcome;
    encode(plan, Split::train, i, sample);
    network->run(0, -1, {&sample, 1}, 1, nullptr, {&outcome, 1});
    for (std::size_t l = 0; l < spikes.size(); ++l)
      for (int n : outcome.fired[l]) spikes[l] += n;
    return std::ranges::none_of(spikes, [](double n) { return n > most_spikes_looked_at; });
  };
  network->bind(values);
  if (!look_at(0)) {  // before the weights that nobody gave are scaled, which takes many passes
    samples = 1;
    return spikes;
  }
  std::ranges::fill(spikes, 0.0);
  make_fire(plan, blocks, *network, values);
  network->bind(values);
  for (int i = 0; i < samples; ++i)
    if (!look_at(i)) samples = i + 1;
  return spikes;
}

// Whether anything arrives at a layer.
bool reached(const Plan& plan, const LayerPlan& layer, const std::vector<double>& spikes) {
  return std::ranges::any_of(layer.from, [&](const ConnectionPlan& c) {
    return !c.itself && (c.source < 0 || spikes[std::size_t(c.source)] > 0 ||
                         !plan.layers[std::size_t(c.source)].traits().spikes);
  });
}

void warn_silent(const Plan& plan, const LayerPlan& layer, int samples, const std::vector<double>& spikes,
                 Issues& issues) {
  std::vector<std::string> cut_off;
  for (const LayerPlan& l : plan.layers)
    if (l.readout && &l != &layer && !reached(plan, l, spikes)) cut_off.push_back(l.name);
  bool scaled = false;
  each_parameter(layer, [&](const ParameterPlan& p) { scaled |= p.fires; });
  issues.warn(layer.place,
              fmt::format("layer '{}' is silent: none of its {} fires in the first {}{}", layer.name,
                          plural(layer.units, "unit"), plural(samples, "training sample"),
                          cut_off.empty() ? "" : ", so that nothing reaches " + quoted_list(cut_off)),
              scaled ? "no weights make it fire: look at its input, threshold and time constants"
                     : "make its weights larger, or leave them out: then they are scaled until it fires",
              "layer." + layer.name);
}

void warn_saturated(const Plan& plan, const LayerPlan& layer, double per_unit, Issues& issues) {
  const char* remedy =
      "make its weights or its bias smaller, or leave the weights out: then they are scaled until it fires "
      "now and then";
  std::string said;
  if (plan.engine == EngineKind::clock && per_unit / plan.clock.steps() > saturated_share)
    said = fmt::format("at {:.0f} % of the steps", 100 * per_unit / plan.clock.steps());
  else if (plan.engine == EngineKind::event && per_unit / plan.t_end() > saturated_rate)
    said = fmt::format("{:.0f} times in {} ms", per_unit, number_text(plan.t_end()));
  if (!said.empty())
    issues.warn(layer.place,
                "layer '" + layer.name + "' never rests: its units fire " + said + ", in the mean", remedy,
                "layer." + layer.name);
}

}  // namespace

void take_first_look(const Plan& plan, const Registry& registry, Issues& issues) {
  if (additions(plan) > most_additions) return;
  int samples =
      int(std::min<std::int64_t>({most_samples_looked_at, plan.train.batch, plan.sizes[int(Split::train)]}));
  std::vector<double> spikes;
  try {
    spikes = count_spikes(plan, registry, samples);
  } catch (const BadStart& bad) {
    return issues.error(bad.place, bad.what());
  } catch (const LayerFailure& failed) {
    const LayerPlan& layer = plan.layers[std::size_t(failed.layer)];
    return issues.warn(layer.place, failed.what(), "a run would stop here", "layer." + layer.name);
  }
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const LayerPlan& layer = plan.layers[l];
    if (!layer.traits().spikes || !reached(plan, layer, spikes))
      continue;  // why nothing arrives was said of its sources
    if (spikes[l] == 0)
      warn_silent(plan, layer, samples, spikes, issues);
    else
      warn_saturated(plan, layer, spikes[l] / samples / layer.units, issues);
  }
}

}  // namespace snnflow
