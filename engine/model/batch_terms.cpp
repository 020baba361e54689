// Counts of the whole batch through each such regulariser.
#include "model/batch_terms.hpp"

namespace snnflow {

BatchTerms batch_terms(const Plan& plan, std::span<const Outcome> outcomes, std::span<const Encoded> samples) {
  BatchTerms b;
  b.values.assign(plan.losses.size() + plan.regularisers.size(), 0.0);
  b.counts.resize(plan.layers.size());
  std::vector<Target> targets;
  for (const Encoded& s : samples) targets.push_back({s.sample.label, s.sample.target});
  for (std::size_t i = 0; i < plan.regularisers.size(); ++i) {
    const Term<Regulariser>& term = plan.regularisers[i];
    if (term.plugin->over() != Regulariser::Over::batch) continue;
    for (int l : term.layers) {
      const int units = plan.layers[std::size_t(l)].units;
      std::vector<double> count, charge(outcomes.size() * std::size_t(units)), pull(charge.size()), charge_pull(charge.size());
      for (const Outcome& o : outcomes) count.insert(count.end(), o.fired[std::size_t(l)].begin(), o.fired[std::size_t(l)].end());
      b.values[plan.losses.size() + i] +=
          term.settings.weight * term.plugin->evaluate({count, charge, targets, units, int(outcomes.size())}, pull, charge_pull);
      auto& sum = b.counts[std::size_t(l)];
      sum.resize(pull.size());
      for (std::size_t k = 0; k < pull.size(); ++k) sum[k] += term.settings.weight * pull[k];
    }
  }
  return b;
}

BatchTerms batch_terms(const Plan& plan, Network& network, std::span<const Encoded> samples) {
  std::vector<Outcome> outcomes(plan.has_batch_terms() ? samples.size() : 0);
  if (!outcomes.empty()) network.run(0, -1, samples, int(samples.size()), nullptr, outcomes);
  return batch_terms(plan, outcomes, samples.subspan(0, outcomes.size()));
}

}  // namespace snnflow
