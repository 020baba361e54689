// Passes over a split that learn nothing: validation, test, what is recorded.
#include <algorithm>

#include "train/sums.hpp"
#include "train/trainer.hpp"

namespace snnflow {
namespace {
constexpr int samples_per_part = 32;
}

SplitResult Trainer::result(const PassSums& sums) const {
  SplitResult r;
  r.present = sums.samples > 0;
  const double n = double(std::max<std::int64_t>(1, sums.samples));
  for (double t : sums.terms) r.terms.push_back(t / n), r.loss += t / n;
  for (std::size_t m = 0; m < sums.scores.size(); ++m) r.metrics.push_back(plan_.metrics[m].plugin->finish(sums.scores[m] / n));
  double spikes = 0, units = 0;
  for (std::size_t l = 0; l < plan_.layers.size(); ++l)
    if (plan_.layers[l].traits().spikes) spikes += double(sums.spikes[l]), units += plan_.layers[l].units;
  r.spikes_per_neuron = units > 0 ? spikes / n / units : 0;
  return r;
}

std::vector<LayerResult> Trainer::layer_results(const PassSums& sums) const {
  std::vector<LayerResult> results;
  const double samples = double(std::max<std::int64_t>(1, sums.samples)), batches = double(std::max<std::int64_t>(1, sums.batches));
  for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
    const double units = double(plan_.layers[l].units);
    const auto silent = std::count(sums.fired[l].begin(), sums.fired[l].end(), 0);
    results.push_back({sums.gradient_norms[l] / batches, double(sums.spikes[l]) / samples / units, double(silent) / units});
  }
  return results;
}

SplitResult Trainer::pass(Split split, PassSums& sums, Predictions* predictions) {
  const std::int64_t n = plan_.sizes[int(split)];
  std::vector<Outcome> outcomes(static_cast<std::size_t>(n));
  std::vector<int> dropped(static_cast<std::size_t>(n)), labels(static_cast<std::size_t>(n));
  pool_.each_shard(int((n + samples_per_part - 1) / samples_per_part), [&](int part, int worker) {
    const std::size_t from = std::size_t(part) * samples_per_part, to = std::min(from + samples_per_part, std::size_t(n));
    std::vector<Encoded> samples(to - from);
    for (std::size_t i = from; i < to; ++i) {
      encode(plan_, split, std::int64_t(i), samples[i - from]);
      dropped[i] = samples[i - from].dropped;
      labels[i] = samples[i - from].sample.label;
    }
    network_->run(worker, -1, samples, 1, nullptr, std::span(outcomes).subspan(from, to - from));
  });
  for (std::size_t i = 0; i < std::size_t(n); ++i) {
    add_outcome(outcomes[i], 1, sums);
    sums.dropped += dropped[i];
  }
  if (plan_.has_batch_terms()) {  // the split counts as one batch
    std::vector<Encoded> targets(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < std::size_t(n); ++i) targets[i].sample.label = labels[i];
    const BatchTerms terms = batch_terms(plan_, outcomes, targets);
    for (std::size_t t = 0; t < terms.values.size(); ++t) sums.terms[t] += terms.values[t] * double(n);
  }
  if (predictions) {
    predictions->split = split_names[std::size_t(split)];
    predictions->labels.assign(labels.begin(), labels.end());
    predictions->predictions.assign(plan_.metrics.size(), {});
    predictions->scores.assign(plan_.metrics.size(), {});
    for (std::size_t m = 0; m < plan_.metrics.size(); ++m)
      for (const Outcome& o : outcomes) predictions->predictions[m].push_back(o.predictions[m]), predictions->scores[m].push_back(o.scores[m]);
  }
  return result(sums);
}

SplitResult Trainer::evaluate(std::span<const double> values, Split split, Predictions* predictions) {
  SplitResult r;
  if (plan_.sizes[int(split)] == 0) return r;
  pool_.execute([&] {
    network_->bind(values);
    PassSums sums = empty_sums();
    r = pass(split, sums, predictions);
  });
  return r;
}

FinalResult Trainer::finish(const TrainState& state) {
  FinalResult final;
  const bool chosen = state.best_epoch >= 0;
  final.epoch = chosen ? state.best_epoch : state.epoch;
  const std::vector<double>& values = chosen ? state.best_values : state.values;
  for (Split split : {Split::valid, Split::test}) {
    if (plan_.sizes[int(split)] == 0) continue;
    Predictions p;
    (split == Split::valid ? final.valid : final.test) = evaluate(values, split, &p);
    final.predictions.push_back(std::move(p));
  }
  return final;
}

EpochRecord Trainer::record(const TrainState& state, bool last) {
  EpochRecord r;
  std::vector<RecordItem> items;
  std::vector<std::vector<Encoded>> samples;
  for (const RecordItem& item : plan_.record) {
    if (state.epoch % item.every && !last) continue;
    items.push_back(item);
    auto& list = samples.emplace_back(item.samples.size());
    for (std::size_t i = 0; i < list.size(); ++i) encode(plan_, item.split, item.samples[i], list[i]);
  }
  if (!items.empty()) {
    network_->bind(state.values);
    r = network_->record(items, samples);
  }
  r.epoch = state.epoch;
  if (plan_.record_weights_every > 0 && (state.epoch % plan_.record_weights_every == 0 || last)) r.weights = state.values;
  return r;
}

}  // namespace snnflow
