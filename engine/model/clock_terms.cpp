// Losses, metrics and regularisers on the outputs of a group of samples.
#include <algorithm>
#include <cmath>

#include "model/clock_worker.hpp"

namespace snnflow {

template <class R>
void ClockWorker<R>::judge(std::span<const Encoded> samples, int batch, const BatchPulls* pulls, bool gradients, std::span<Outcome> out) {
  const std::size_t steps = std::size_t(steps_);
  std::vector<Rows<R>> decided(layers_.size()), begun(layers_.size());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    layer.has_outer = layer.has_nudge = layer.has_count_pull = false;
    const LayerPlan& p = plan_.layers[l];
    if (layer.timed && !p.traits().stepped) {
      const std::size_t width = row(layer);
      decided[l].fit(steps * width);
      begun[l].fit(steps * width);
      layer.engine->distances(span(layer, 0, steps_), layer.states.get(), layer.input.get(), decided[l].get());
      // A step begins when its input has been heard, which may not lift the distance of a neuron in continuous time.
      for (std::size_t t = 0; t < steps; ++t)
        layer.engine->distance(layer.states + t * std::size_t(layer.states_count) * width, samples_, begun[l] + t * width);
    }
  }
  auto view = [&](std::size_t l, int s) {
    const Layer& layer = layers_[l];
    ClockView<R> v;
    v.steps = steps_, v.stride = layer.stride, v.row = row(layer), v.offset = std::size_t(s) * std::size_t(layer.stride);
    v.state_row = std::size_t(layer.states_count) * row(layer), v.states = layer.states.get(), v.bits = layer.spikes ? layer.bits.get() : nullptr;
    v.decided = decided[l].get(), v.begun = begun[l].get(), v.interpolated = !plan_.layers[l].traits().stepped, v.dt = plan_.clock.dt;
    return v;
  };
  auto opened = [&](std::size_t l, Rows<R>& rows, bool& has) {
    if (!has) rows.zero(steps * row(layers_[l]));
    has = true;
    return rows.get();
  };
  for (int s = 0; s < samples_; ++s) {
    Outcome& o = out[std::size_t(s)];
    o.terms.assign(plan_.losses.size() + plan_.regularisers.size(), 0.0);
    o.scores.assign(plan_.metrics.size(), 0.0);
    o.predictions.assign(plan_.metrics.size(), 0.0);
    o.fired.resize(layers_.size());
    o.clipped = 0;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      o.fired[l].assign(std::size_t(plan_.layers[l].units), 0);
      const GroupSpikes& g = layers_[l].fired;
      if (layers_[l].spikes && samples_ == 1)
        for (int i = 0; i < g.count; ++i) ++o.fired[l][std::size_t(g.index[std::size_t(i)])];
      else for (int t = 0; layers_[l].spikes && t < steps_; ++t)
        for (int i = g.first[std::size_t(t * samples_ + s)]; i < g.first[std::size_t(t * samples_ + s) + 1]; ++i) ++o.fired[l][std::size_t(g.index[std::size_t(i)])];
    }
    const Target target{samples[std::size_t(s)].sample.label, samples[std::size_t(s)].sample.target};
    for (std::size_t i = 0; i < plan_.losses.size(); ++i) {
      const Term<Loss>& term = plan_.losses[i];
      const std::size_t l = std::size_t(term.layers[0]);
      const ClockView<R> v = view(l, s);
      reading_.read(term.settings, term.units, term.plugin->reads(), v);
      const double scale = term.settings.weight / batch;
      o.terms[i] = scale * term.plugin->evaluate(reading_.readout(), target, reading_.gradient());
      if (!gradients) continue;
      const bool timed = term.plugin->reads() == Reads::first_spikes;
      R* outer = timed ? nullptr : opened(l, layers_[l].outer, layers_[l].has_outer);
      R* nudge = timed && v.decided ? opened(l, layers_[l].nudge, layers_[l].has_nudge) : nullptr;
      o.clipped += reading_.pull(scale, plan_.clock.min_slope, v, outer, nudge);
    }
    for (std::size_t i = 0; i < plan_.metrics.size(); ++i) {
      const Term<Metric>& term = plan_.metrics[i];
      const Term<Loss>* last = plan_.losses.empty() ? nullptr : &plan_.losses.back();
      const bool read_already = i == 0 && last && last->layers == term.layers && last->units == term.units && last->plugin->reads() == term.plugin->reads() &&
                                last->settings.from == term.settings.from && last->settings.at == term.settings.at && last->settings.until == term.settings.until &&
                                last->settings.population == term.settings.population;
      if (!read_already) reading_.read(term.settings, term.units, term.plugin->reads(), view(std::size_t(term.layers[0]), s));
      const Metric::Verdict verdict = term.plugin->judge(reading_.readout(), target);
      o.scores[i] = verdict.score, o.predictions[i] = verdict.prediction;
    }
    auto pull_counts = [&](std::size_t l, std::span<const double> pull, double factor) {
      Layer& layer = layers_[l];
      if (!layer.has_count_pull) layer.count_pull.assign(row(layer), R(0));
      layer.has_count_pull = true;
      for (std::size_t u = 0; u < pull.size(); ++u) layer.count_pull[std::size_t(s) * std::size_t(layer.stride) + u] += R(factor * pull[u]);
    };
    std::vector<double> count, charge, count_pull, charge_pull;
    for (std::size_t i = 0; i < plan_.regularisers.size(); ++i) {
      const Term<Regulariser>& term = plan_.regularisers[i];
      if (term.plugin->over() == Regulariser::Over::batch) continue;
      for (int l : term.layers) {
        const auto& fired = o.fired[std::size_t(l)];
        count.assign(fired.begin(), fired.end());
        charge.assign(count.size(), 0.0);
        count_pull.assign(count.size(), 0.0), charge_pull.assign(count.size(), 0.0);
        if (term.plugin->reads_charge()) {
          const auto& r = rows_.layer(l);
          for (const auto& c : r.from) {
            const GroupSpikes& g = source_of(l, c);
            for (int t = 0; t < steps_; ++t)
              for (int k = g.first[std::size_t(t * samples_ + s)]; k < g.first[std::size_t(t * samples_ + s) + 1]; ++k)
                for (int ch = 0; ch < r.channels; ++ch)
                  for (std::size_t u = 0; u < charge.size(); ++u)
                    charge[u] += double(c.weights[std::size_t(g.index[std::size_t(k)] * c.channels + ch) * std::size_t(c.stride) + u]);
          }
        }
        o.terms[plan_.losses.size() + i] +=
            term.settings.weight * term.plugin->evaluate({count, charge, std::span(&target, 1), int(count.size()), batch}, count_pull, charge_pull);
        if (gradients && term.plugin->pulls_counts()) pull_counts(std::size_t(l), count_pull, term.settings.weight);
        if (gradients && term.plugin->reads_charge()) charge_pulls_.push_back({l, s, charge_pull, term.settings.weight});
      }
    }
    if (gradients && pulls)
      for (std::size_t l = 0; l < pulls->counts.size(); ++l)
        if (!pulls->counts[l].empty()) {
          const std::size_t units = std::size_t(plan_.layers[l].units);
          pull_counts(l, std::span(pulls->counts[l]).subspan(std::size_t(pulls->first + s) * units, units), 1.0);
        }
    o.finite = true;
    for (double t : o.terms) o.finite &= std::isfinite(t);
  }
}

// A pull at a unit's charge is a pull at every weight that reached it.
template <class R>
void ClockWorker<R>::pull_charges(Sums& sums) {
  for (const ChargePull& p : charge_pulls_) {
    const auto& r = rows_.layer(p.layer);
    for (std::size_t c = 0; c < r.from.size(); ++c) {
      if (!r.from[c].trained) continue;
      const GroupSpikes& g = source_of(p.layer, r.from[c]);
      Rows<R>& w = sums.layers[std::size_t(p.layer)].weights[c];
      for (int t = 0; t < steps_; ++t)
        for (int k = g.first[std::size_t(t * samples_ + p.sample)]; k < g.first[std::size_t(t * samples_ + p.sample) + 1]; ++k)
          for (int ch = 0; ch < r.channels; ++ch)
            for (std::size_t u = 0; u < p.pull.size(); ++u)
              w[std::size_t(g.index[std::size_t(k)] * r.channels + ch) * std::size_t(r.stride) + u] += R(p.factor * p.pull[u]);
    }
  }
  charge_pulls_.clear();
}

template <class R>
std::vector<std::vector<double>> ClockWorker<R>::spike_times(int l, int sample) {
  Layer& layer = layers_[std::size_t(l)];
  const std::size_t width = row(layer), steps = std::size_t(steps_);
  Rows<R> decided, begun;
  decided.fit(steps * width);
  begun.fit(steps * width);
  ClockView<R> v;
  v.steps = steps_, v.row = width, v.offset = std::size_t(sample) * std::size_t(layer.stride), v.bits = layer.bits.get(), v.dt = plan_.clock.dt;
  v.interpolated = !plan_.layers[std::size_t(l)].traits().stepped;
  if (v.interpolated) {
    layer.engine->distances(span(layer, 0, steps_), layer.states.get(), layer.input.get(), decided.get());
    for (std::size_t t = 0; t < steps; ++t) layer.engine->distance(layer.states + t * std::size_t(layer.states_count) * width, samples_, begun + t * width);
    v.decided = decided.get(), v.begun = begun.get();
  }
  std::vector<std::vector<double>> times(std::size_t(plan_.layers[std::size_t(l)].units));
  for (std::size_t u = 0; u < times.size(); ++u)
    for (int t = 0; t < steps_; ++t)
      if (v.fired(t, int(u))) times[u].push_back(v.time(t, int(u)));
  return times;
}

template void ClockWorker<float>::judge(std::span<const Encoded>, int, const BatchPulls*, bool, std::span<Outcome>);
template void ClockWorker<double>::judge(std::span<const Encoded>, int, const BatchPulls*, bool, std::span<Outcome>);
template void ClockWorker<float>::pull_charges(Sums&);
template void ClockWorker<double>::pull_charges(Sums&);
template std::vector<std::vector<double>> ClockWorker<float>::spike_times(int, int);
template std::vector<std::vector<double>> ClockWorker<double>::spike_times(int, int);

}  // namespace snnflow
