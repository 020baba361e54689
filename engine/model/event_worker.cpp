// The layers in order, the terms, the layers in reverse.
#include "model/event_worker.hpp"

#include <algorithm>
#include <cmath>

#include "model/exact_layer.hpp"

namespace snnflow {

EventWorker::EventWorker(const Plan& plan, const Registry& registry, const EventRows& rows, const EventAsks& asks)
    : plan_(plan), rows_(rows), asks_(asks), layers_(plan.layers.size()), min_slope_(plan.event.min_slope) {
  for (int l = 0; l < int(layers_.size()); ++l) {
    const LayerPlan& p = plan.layers[std::size_t(l)];
    const EventRows::Layer& r = rows.layer(l);
    Layer& layer = layers_[std::size_t(l)];
    const EventLayerShape shape{p.units, r.stride, r.shared, rows.trained(l).which, !asks.layer(l).windows.empty()};
    if (asks.layer(l).first_states) layer.engine = p.neuron->event_layer(shape);
    layer.copies_weights = !layer.engine;
    if (!layer.engine) layer.engine = exact_layer(registry.exact(*p.use.plugin, p.use.table), p, shape, r.sources);
    layer.weights.zero(r.weight_numbers());
    layer.parameters.zero(p.parameters.size() * std::size_t(r.stride));
    layer.initial.zero(p.initial.size() * std::size_t(r.stride));
  }
}

void EventWorker::bind(bool again) {
  for (int l = 0; l < int(layers_.size()); ++l) {
    const EventRows::Trained& trained = rows_.trained(l);
    if (!again || trained.parameters || trained.initial || layers_[std::size_t(l)].copies_weights)
      layers_[std::size_t(l)].engine->bind(rows_.layer(l).binding());
  }
}

// The spikes of all sources in order of time; sources count through all connections.
SpikeView EventWorker::heard(int l, const Encoded& sample) {
  const LayerPlan& p = plan_.layers[std::size_t(l)];
  const SpikeView input{sample.sample.time, sample.sample.unit};
  auto source = [&](const ConnectionPlan& c) { return c.source < 0 ? input : layers_[std::size_t(c.source)].output.spikes; };
  if (p.from.size() == 1) return source(p.from[0]);
  Layer& layer = layers_[std::size_t(l)];
  layer.time.clear(), layer.unit.clear(), layer.origin.clear(), layer.place.clear();
  std::vector<std::size_t> at(p.from.size(), 0);
  for (;;) {
    int next = -1;
    for (std::size_t c = 0; c < p.from.size(); ++c) {
      const SpikeView s = source(p.from[c]);
      if (at[c] < s.time.size() && (next < 0 || s.time[at[c]] < source(p.from[std::size_t(next)]).time[at[std::size_t(next)]])) next = int(c);
    }
    if (next < 0) break;
    const std::size_t c = std::size_t(next), k = at[c]++;
    const SpikeView s = source(p.from[c]);
    layer.time.push_back(s.time[k]);
    layer.unit.push_back(rows_.layer(l).first_source[c] + s.unit[k]);
    layer.origin.push_back(next);
    layer.place.push_back(int(k));
  }
  return {layer.time, layer.unit};
}

void EventWorker::run(const Encoded& sample, int batch, bool gradients, Outcome& out) {
  out.terms.assign(plan_.losses.size() + plan_.regularisers.size(), 0.0);
  out.scores.assign(plan_.metrics.size(), 0.0);
  out.predictions.assign(plan_.metrics.size(), 0.0);
  out.fired.resize(layers_.size());
  out.clipped = 0;
  out.finite = true;
  const bool looking = !observe_.empty();
  for (int l = 0; l < int(layers_.size()); ++l) {
    Layer& layer = layers_[std::size_t(l)];
    const EventAsks::OfLayer& asks = asks_.layer(l);
    try {
      layer.output = looking ? layer.engine->forward({heard(l, sample), plan_.t_end(), observe_})
                             : layer.engine->forward({heard(l, sample), plan_.t_end(), asks.times, asks.windows});
    } catch (const Error& e) {
      throw LayerFailure("layer '" + plan_.layers[std::size_t(l)].name + "' " + e.what() + "; make its weights or its bias smaller", e.code, l);
    }
    out.fired[std::size_t(l)].assign(std::size_t(plan_.layers[std::size_t(l)].units), 0);
    for (int u : layer.output.spikes.unit) ++out.fired[std::size_t(l)][std::size_t(u)];
    layer.pull.assign(layer.output.spikes.time.size(), 0.0);
    const std::size_t stride = std::size_t(rows_.layer(l).stride);
    layer.observed_pull.assign(asks.times.size() * plan_.layers[std::size_t(l)].initial.size() * stride, 0.0);
    layer.windows_pull.assign(asks.windows.size() * stride, 0.0);
    layer.charge_pull.clear();
  }
  input_ = {sample.sample.time, sample.sample.unit};
  if (looking) return;
  judge(sample, batch, gradients, out);
  regularise(sample, batch, gradients, out);
  for (double t : out.terms) out.finite &= std::isfinite(t);
  if (!gradients) return;
  for (int l = int(layers_.size()) - 1; l >= 0; --l) backward(l, out);
}

template <class P>
void EventWorker::read(const Term<P>& term, const EventAsks::OfTerm& ask) {
  const int l = term.layers[0];
  const LayerPlan& p = plan_.layers[std::size_t(l)];
  reading_.read(term.settings, term.units, term.plugin->reads(), ask,
                {layers_[std::size_t(l)].output, p.units, int(p.initial.size()), rows_.layer(l).stride, plan_.t_end()});
}

void EventWorker::judge(const Encoded& sample, int batch, bool gradients, Outcome& out) {
  const Target target{sample.sample.label, sample.sample.target};
  for (std::size_t i = 0; i < plan_.losses.size(); ++i) {
    const Term<Loss>& term = plan_.losses[i];
    Layer& layer = layers_[std::size_t(term.layers[0])];
    read(term, asks_.loss(i));
    const double scale = term.settings.weight / batch;
    out.terms[i] = scale * term.plugin->evaluate(reading_.readout(), target, reading_.gradient());
    if (gradients) reading_.pull(scale, {layer.pull, layer.observed_pull.data(), layer.windows_pull.data()});
  }
  for (std::size_t i = 0; i < plan_.metrics.size(); ++i) {
    const Term<Metric>& term = plan_.metrics[i];
    read(term, asks_.metric(i));
    const Metric::Verdict verdict = term.plugin->judge(reading_.readout(), target);
    out.scores[i] = verdict.score;
    out.predictions[i] = verdict.prediction;
  }
}

void EventWorker::regularise(const Encoded& sample, int batch, bool gradients, Outcome& out) {
  const Target target{sample.sample.label, sample.sample.target};
  std::vector<double> count, count_pull, charge_pull;
  for (std::size_t i = 0; i < plan_.regularisers.size(); ++i) {
    const Term<Regulariser>& term = plan_.regularisers[i];
    for (int l : term.layers) {
      Layer& layer = layers_[std::size_t(l)];
      const EventRows::Layer& rows = rows_.layer(l);
      const std::size_t units = std::size_t(plan_.layers[std::size_t(l)].units);
      const SpikeView in = heard(l, sample);
      if (term.plugin->reads_charge()) {
        layer.charge.assign(units, 0.0);
        for (std::size_t s = 0; s < in.time.size() && in.time[s] <= plan_.t_end(); ++s)
          for (int c = 0; c < rows.channels; ++c) {
            const double* w = rows.weights + std::size_t(in.unit[s] * rows.channels + c) * std::size_t(rows.stride);
            for (std::size_t u = 0; u < units; ++u) layer.charge[u] += w[u];
          }
      }
      count.assign(out.fired[std::size_t(l)].begin(), out.fired[std::size_t(l)].end());
      count_pull.assign(units, 0.0);
      charge_pull.assign(units, 0.0);
      const Activity activity{count, layer.charge, std::span(&target, 1), int(units), batch};
      out.terms[plan_.losses.size() + i] += term.settings.weight * term.plugin->evaluate(activity, count_pull, charge_pull);
      if (!gradients || !rows_.trained(l).weights) continue;
      for (std::size_t u = 0; u < units; ++u) {
        if (charge_pull[u] == 0) continue;
        for (std::size_t s = 0; s < in.time.size() && in.time[s] <= plan_.t_end(); ++s)
          for (int c = 0; c < rows.channels; ++c)
            layer.weights[std::size_t(in.unit[s] * rows.channels + c) * std::size_t(rows.stride) + u] += term.settings.weight * charge_pull[u];
      }
    }
  }
}

void EventWorker::backward(int l, Outcome& out) {
  Layer& layer = layers_[std::size_t(l)];
  const LayerPlan& p = plan_.layers[std::size_t(l)];
  const EventRows::Trained& trained = rows_.trained(l);
  bool sources_learn = false;
  for (const ConnectionPlan& c : p.from) sources_learn |= c.source >= 0;
  EventPull pull;
  pull.spikes = layer.pull;
  pull.min_slope = min_slope_;
  if (!layer.observed_pull.empty()) pull.observed = layer.observed_pull.data();
  if (!layer.windows_pull.empty()) pull.windows = layer.windows_pull.data();
  if (trained.weights) pull.weights = layer.weights.get();
  if (trained.parameters) pull.parameters = layer.parameters.get();
  if (trained.initial) pull.initial = layer.initial.get();
  if (sources_learn) {
    std::size_t heard = 0;
    if (p.from.size() == 1) heard = p.from[0].source < 0 ? input_.time.size() : layers_[std::size_t(p.from[0].source)].output.spikes.time.size();
    else heard = layer.time.size();
    layer.input_pull.resize(heard);
    pull.inputs = layer.input_pull;
  }
  out.clipped += layer.engine->backward(pull);
  if (sources_learn) pass_back(l);
}

void EventWorker::pass_back(int l) {
  Layer& layer = layers_[std::size_t(l)];
  const LayerPlan& p = plan_.layers[std::size_t(l)];
  for (std::size_t s = 0; s < layer.input_pull.size(); ++s) {
    const int source = p.from[p.from.size() == 1 ? 0 : std::size_t(layer.origin[s])].source;
    if (source < 0) continue;
    layers_[std::size_t(source)].pull[p.from.size() == 1 ? s : std::size_t(layer.place[s])] += layer.input_pull[s];
  }
}

void EventWorker::collect(std::span<double> gradients) {
  for (int l = 0; l < int(layers_.size()); ++l) {
    Layer& layer = layers_[std::size_t(l)];
    const EventRows::Layer& r = rows_.layer(l);
    const EventRows::Trained& t = rows_.trained(l);
    const LayerPlan& p = plan_.layers[std::size_t(l)];
    rows_.collect(l, t.weights ? layer.weights.get() : nullptr, t.parameters ? layer.parameters.get() : nullptr,
                  t.initial ? layer.initial.get() : nullptr, gradients);
    if (t.weights) layer.weights.zero(r.weight_numbers());
    if (t.parameters) layer.parameters.zero(p.parameters.size() * std::size_t(r.stride));
    if (t.initial) layer.initial.zero(p.initial.size() * std::size_t(r.stride));
  }
}

}  // namespace snnflow
