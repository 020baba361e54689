// A group of samples through all layers: what comes in, what goes out, what terms say of it, and back.
#include "model/clock_worker.hpp"

#include <algorithm>

namespace snnflow {

template <class R>
ClockWorker<R>::ClockWorker(const Plan& plan, const ClockRows<R>& rows)
    : plan_(plan), rows_(rows), steps_(plan.clock.steps()), group_(1), layers_(plan.layers.size()), readers_(plan.layers.size()) {
  for (const LayerPlan& p : plan.layers)
    if (p.recurrent()) group_ = plan.clock.side_by_side;
  for (int l = 0; l < int(layers_.size()); ++l) {
    const LayerPlan& p = plan.layers[std::size_t(l)];
    const auto& r = rows.layer(l);
    Layer& layer = layers_[std::size_t(l)];
    layer.stride = r.stride, layer.states_count = int(p.initial.size()), layer.channels = r.channels;
    layer.spikes = p.traits().spikes, layer.recurrent = p.recurrent(), layer.fires_first = p.traits().fires_first;
    const ClockLayerShape shape{p.units, r.stride, group_, r.shared, plan.clock.dt};
    layer.engine = p.neuron->clock_layer(shape, R());
    for (const auto& t : plan.losses) layer.timed |= t.layers[0] == l && t.plugin->reads() == Reads::first_spikes;
    for (const auto& t : plan.metrics) layer.timed |= t.layers[0] == l && t.plugin->reads() == Reads::first_spikes;
    for (const ConnectionPlan& c : p.from)
      if (c.source >= 0 && !c.itself) readers_[std::size_t(c.source)].push_back(l);
  }
}

template <class R>
void ClockWorker<R>::bind() {
  for (int l = 0; l < int(layers_.size()); ++l) layers_[std::size_t(l)].engine->bind(rows_.layer(l).binding());
}

template <class R>
std::size_t ClockWorker<R>::state_at(int l, int step, int state, int sample) const {
  const Layer& layer = layers_[std::size_t(l)];
  return (std::size_t(step) * std::size_t(layer.states_count) + std::size_t(state)) * row(layer) + std::size_t(sample) * std::size_t(layer.stride);
}

template <class R>
void ClockWorker<R>::run(std::span<const Encoded> samples, int batch, const BatchPulls* pulls, Sums* sums, std::span<Outcome> out) {
  listen_and_run(samples);
  judge(samples, batch, pulls, sums != nullptr, out);
  if (!sums) return;
  bool input_learns = false;
  for (int l = 0; l < int(layers_.size()); ++l)
    for (const auto& c : rows_.layer(l).from) input_learns |= c.source < 0 && c.trained;
  auto by_source = [&](GroupSpikes& g, int sources) {
    g.source_first.resize(std::size_t(sources) + 1);
    g.row_of.resize(std::size_t(g.count));
    lists_by_source(g.by_row(), steps_ * samples_, sources, g.source_first.data(), g.row_of.data());
  };
  if (input_learns && !traces_) by_source(input_, plan_.inputs);
  for (int l = 0; l < int(layers_.size()); ++l)
    if (layers_[std::size_t(l)].spikes) by_source(layers_[std::size_t(l)].fired, rows_.layer(l).units);
  for (int l = int(layers_.size()) - 1; l >= 0; --l) backward(l, *sums);
  pull_charges(*sums);
}

template ClockWorker<float>::ClockWorker(const Plan&, const ClockRows<float>&);
template ClockWorker<double>::ClockWorker(const Plan&, const ClockRows<double>&);
template void ClockWorker<float>::bind();
template void ClockWorker<double>::bind();
template std::size_t ClockWorker<float>::state_at(int, int, int, int) const;
template std::size_t ClockWorker<double>::state_at(int, int, int, int) const;
template void ClockWorker<float>::run(std::span<const Encoded>, int, const BatchPulls*, Sums*, std::span<Outcome>);
template void ClockWorker<double>::run(std::span<const Encoded>, int, const BatchPulls*, Sums*, std::span<Outcome>);

}  // namespace snnflow
