// Forwards: lists of spikes, rows of weights, neurons. Backwards: chunks of steps through dense products and neurons,
// then weight gradients from lists.
#include "model/clock_worker.hpp"

#include <algorithm>
#include <cmath>

namespace snnflow {
namespace {

// Steps of a backward chunk for one sample: its rows fill the product's tiles, its buffers the first cache.
constexpr int rows_per_chunk = 56;

template <class R>
void zero(R* p, std::size_t n) {
  std::memset(p, 0, n * sizeof(R));
}

}  // namespace

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

// Input as numbers: step after step, one sample beside the other; what a sample lacks at its end is zero.
template <class R>
void ClockWorker<R>::hear_traces(std::span<const Encoded> samples) {
  const std::size_t channels = std::size_t(plan_.inputs), width = channels * std::size_t(samples_);
  trace_.zero(std::size_t(steps_) * width);
  input_.first.assign(std::size_t(steps_ * samples_) + 1, 0);
  input_.count = 0;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const auto& values = samples[s].sample.values;
    for (std::size_t i = 0; i < std::min(values.size(), std::size_t(steps_) * channels); ++i)
      trace_[i / channels * width + s * channels + i % channels] = R(values[i]);
  }
}

// One sample: its spikes are in order of time already.
template <class R>
void ClockWorker<R>::hear_one(const Sample& sample) {
  const bool binary = plan_.clock.bins == ClockSettings::Bins::binary;
  const double dt = plan_.clock.dt;
  input_.first.resize(std::size_t(steps_) + 1);
  input_.index.resize(sample.time.size());
  heard_.assign(binary ? std::size_t(plan_.inputs) : 0, -1);
  int n = 0, at = 0;
  input_.first[0] = 0;
  for (std::size_t i = 0; i < sample.time.size(); ++i) {
    const int step = std::min(steps_ - 1, int(sample.time[i] / dt)), unit = sample.unit[i];
    while (at < step) input_.first[std::size_t(++at)] = n;
    if (binary) {
      if (heard_[std::size_t(unit)] == step) continue;
      heard_[std::size_t(unit)] = step;
    }
    input_.index[std::size_t(n++)] = unit;
  }
  while (at < steps_) input_.first[std::size_t(++at)] = n;
  input_.count = n;
}

// A source's rows as numbers, where it is multiplied so; null where its lists are used.
template <class R>
const R* ClockWorker<R>::dense_source(int l, const typename ClockRows<R>::Connection& c, std::int64_t& stride) {
  if (c.source < 0) {
    stride = plan_.inputs;
    return traces_ ? trace_.get() : nullptr;
  }
  Layer& source = layers_[std::size_t(c.itself ? l : c.source)];
  stride = source.stride;
  return source.fired.dense ? source.numbers.get() : nullptr;
}

// Input spikes to lists: t belongs to step floor(t / dt), t_end to the last.
template <class R>
void ClockWorker<R>::hear(std::span<const Encoded> samples) {
  const int rows = steps_ * samples_;
  std::vector<int>& first = input_.first;
  first.assign(std::size_t(rows) + 1, 0);
  auto step_of = [&](double t) { return std::min(steps_ - 1, int(t / plan_.clock.dt)); };
  const bool binary = plan_.clock.bins == ClockSettings::Bins::binary;
  if (samples_ == 1) return hear_one(samples[0].sample);
  // A channel's spikes of one step follow each other in no order: remember where it fired last.
  std::vector<int> last(binary ? std::size_t(plan_.inputs) : 0);
  auto each = [&](auto&& f) {
    for (int s = 0; s < samples_; ++s) {
      std::fill(last.begin(), last.end(), -1);
      const Sample& x = samples[std::size_t(s)].sample;
      for (std::size_t i = 0; i < x.time.size(); ++i) {
        const int step = step_of(x.time[i]), unit = x.unit[i];
        if (binary && last[std::size_t(unit)] == step) continue;
        if (binary) last[std::size_t(unit)] = step;
        f(step * samples_ + s, unit);
      }
    }
  };
  each([&](int row, int) { ++first[std::size_t(row) + 1]; });
  for (int r = 0; r < rows; ++r) first[std::size_t(r) + 1] += first[std::size_t(r)];
  input_.count = first[std::size_t(rows)];
  input_.index.resize(std::size_t(input_.count));
  std::vector<int>& place = input_.source_first;
  place.assign(first.begin(), first.end());
  each([&](int row, int unit) { input_.index[std::size_t(place[std::size_t(row)]++)] = unit; });
}

template <class R>
const GroupSpikes& ClockWorker<R>::source_of(int l, const typename ClockRows<R>::Connection& c) const {
  return c.itself ? layers_[std::size_t(l)].fired : c.source < 0 ? input_ : layers_[std::size_t(c.source)].fired;
}

// Adds what the source's rows [from_row, from_row + rows) send to the input `lag` steps later; with `start`, begins it.
template <class R>
void ClockWorker<R>::listen(int l, int connection, int from_row, int rows, int lag, const R* start) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& c = rows_.layer(l).from[std::size_t(connection)];
  const SpikeLists lists = source_of(l, c).by_row();
  std::int64_t stride = 0;
  if (const R* numbers = c.itself ? nullptr : dense_source(l, c, stride)) {
    for (int ch = 0; ch < layer.channels; ++ch)
      rows_.kernels().add_dense(numbers, stride, rows, c.sources, c.weights + std::size_t(ch * c.stride), c.stride * c.channels,
                                layer.input + std::size_t(ch * plane(layer)), layer.stride, rows_.layer(l).units);
    return;
  }
  for (int ch = 0; ch < layer.channels; ++ch)
    rows_.kernels().add_rows({lists.first + from_row, lists.index}, rows, c.weights + std::size_t(ch * c.stride), c.stride * c.channels,
                             start, layer.input + std::size_t(ch * plane(layer)) + std::size_t(from_row + lag * samples_) * std::size_t(layer.stride), layer.stride,
                             rows_.layer(l).units);
}

template <class R>
void ClockWorker<R>::forward(int l) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& r = rows_.layer(l);
  const std::size_t width = row(layer), steps = std::size_t(steps_);
  layer.input.fit(std::size_t(layer.channels) * std::size_t(plane(layer)));
  layer.states.fit((steps + 1) * std::size_t(layer.states_count) * width);
  layer.start.assign(std::size_t(layer.stride), R(0));
  for (const auto& c : r.from)
    for (int u = 0; c.bias.get() && u < r.units; ++u) layer.start[std::size_t(u)] += c.bias[std::size_t(u)];
  auto fill = [&] {
    for (std::size_t i = 0; i < std::size_t(layer.channels) * std::size_t(plane(layer)); i += std::size_t(layer.stride))
      std::memcpy(layer.input + i, layer.start.data(), std::size_t(layer.stride) * sizeof(R));
  };
  bool begun = false;
  for (int c = 0; c < int(r.from.size()); ++c) {
    const auto& connection = r.from[std::size_t(c)];
    if (connection.itself) continue;
    std::int64_t stride = 0;
    const bool sparse = !dense_source(l, connection, stride);
    if (!begun && !sparse) fill();
    listen(l, c, 0, steps_ * samples_, 0, begun || !sparse ? nullptr : layer.start.data());
    begun = true;
  }
  if (!begun) fill();
  layer.engine->begin(layer.states.get(), samples_);
  if (layer.spikes) {
    layer.bits.fit(steps * width / 16);
    layer.fired.first.resize(steps * std::size_t(samples_) + 1);
    layer.fired.index.resize(steps * std::size_t(samples_) * std::size_t(r.units));
    layer.fired.first[0] = 0;
  }
  if (layer.recurrent) return recur(l);
  layer.engine->forward({span(layer, 0, steps_), layer.input.get(), layer.states.get(), layer.bits.get(), nullptr});
  if (!layer.spikes) return;
  layer.fired.count = list_spikes(layer.bits.get(), layer.stride / 16, steps_ * samples_, 0, layer.fired.first.data(), layer.fired.index.data());
  layer.fired.dense = layer.fired.count > plan_.clock.dense_above * double(steps) * samples_ * r.units;
  if (!layer.fired.dense) return;
  layer.numbers.zero(steps * width);
  for (int row = 0; row < steps_ * samples_; ++row)
    for (int i = layer.fired.first[std::size_t(row)]; i < layer.fired.first[std::size_t(row) + 1]; ++i)
      layer.numbers[std::size_t(row) * std::size_t(layer.stride) + std::size_t(layer.fired.index[std::size_t(i)])] = R(1);
}

// Step by step: a spike acts on its own layer in the next step, or in its own where the neuron fires first.
template <class R>
void ClockWorker<R>::recur(int l) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& r = rows_.layer(l);
  const std::size_t width = row(layer);
  auto list = [&](int t) {
    layer.fired.count = list_spikes(layer.bits.get(), layer.stride / 16, samples_, t * samples_, layer.fired.first.data(), layer.fired.index.data());
  };
  auto echo = [&](int t, int lag) {
    for (int c = 0; c < int(r.from.size()); ++c)
      if (r.from[std::size_t(c)].itself) listen(l, c, t * samples_, samples_, lag, nullptr);
  };
  for (int t = 0; t < steps_; ++t) {
    if (layer.fires_first) {
      layer.engine->fire(layer.states + std::size_t(t) * std::size_t(layer.states_count) * width, samples_, layer.bits + std::size_t(t) * width / 16);
      list(t);
      echo(t, 0);
    }
    layer.engine->forward({span(layer, t, t + 1), layer.input.get(), layer.states.get(), layer.bits.get(), nullptr});
    if (!layer.fires_first) {
      list(t);
      if (t + 1 < steps_) echo(t, 1);
    }
  }
}

template <class R>
void ClockWorker<R>::listen_and_run(std::span<const Encoded> samples) {
  samples_ = int(samples.size());
  traces_ = plan_.data_shape.form != DataShape::Form::spikes && !plan_.encoder;
  if (traces_) hear_traces(samples);
  else hear(samples);
  for (int l = 0; l < int(layers_.size()); ++l) forward(l);
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

// dL/d(spikes) of steps [from, to) into gradient_: from terms, and from the layers that read this one.
template <class R>
void ClockWorker<R>::pull_chunk(int l, int from, int to) {
  Layer& layer = layers_[std::size_t(l)];
  const std::size_t width = row(layer), n = std::size_t(to - from) * width;
  gradient_.fit(n);
  if (layer.has_outer) std::memcpy(gradient_.get(), layer.outer + std::size_t(from) * width, n * sizeof(R));
  bool add = layer.has_outer;
  for (int reader : readers_[std::size_t(l)]) {
    const Layer& next = layers_[std::size_t(reader)];
    for (const auto& c : rows_.layer(reader).from) {
      if (c.source != l || c.itself) continue;
      for (int ch = 0; ch < next.channels; ++ch) {
        rows_.kernels().product(next.input + std::size_t(ch * plane(next)) + std::size_t(from) * row(next), next.stride, (to - from) * samples_,
                                rows_.layer(reader).units, c.panels[std::size_t(ch)].get(), rows_.layer(l).units, gradient_.get(), layer.stride, add);
        add = true;
      }
    }
  }
  if (!add) zero(gradient_.get(), n);
  if (layer.has_count_pull)
    for (int t = 0; t < to - from; ++t)
      for (std::size_t i = 0; i < width; ++i) gradient_[std::size_t(t) * width + i] += layer.count_pull[i];
}

template <class R>
void ClockWorker<R>::step_back(int l, int t, int from) {
  Layer& layer = layers_[std::size_t(l)];
  const std::size_t width = row(layer);
  const int units = rows_.layer(l).units;
  R* here = gradient_ + std::size_t(t - from) * width;
  ClockBackward<R> pass{span(layer, t, t + 1), layer.states.get(), layer.input.get(), slope_ + std::size_t(t - from) * width, here,
                        layer.has_nudge ? layer.nudge + std::size_t(t) * width : nullptr, layer.co_state.get()};
  const R* deltas = nullptr;
  std::size_t delta_plane = 0;
  if (layer.fires_first) {
    layer.at_once.fit(std::size_t(layer.channels) * width);
    layer.engine->input_gradient(pass, layer.at_once.get());
    deltas = layer.at_once.get(), delta_plane = width;
  } else if (t + 1 < steps_) {
    deltas = layer.input + std::size_t(t + 1) * width, delta_plane = std::size_t(plane(layer));
  }
  if (deltas)
    for (const auto& c : rows_.layer(l).from)
      for (int ch = 0; c.itself && ch < layer.channels; ++ch)
        rows_.kernels().product(deltas + std::size_t(ch) * delta_plane, layer.stride, samples_, units, c.panels[std::size_t(ch)].get(), units, here, layer.stride, true);
  layer.engine->backward(pass);
}

template <class R>
void ClockWorker<R>::backward(int l, Sums& sums) {
  Layer& layer = layers_[std::size_t(l)];
  const std::size_t width = row(layer);
  layer.co_state.fit(std::size_t(layer.states_count) * width);
  zero(layer.co_state.get(), std::size_t(layer.states_count) * width);
  const int chunk = std::max(1, rows_per_chunk / samples_);
  for (int to = steps_; to > 0; to -= chunk) {
    const int from = std::max(0, to - chunk);
    pull_chunk(l, from, to);
    if (layer.spikes) {
      const std::size_t n = std::size_t(to - from) * width;
      slope_.fit(n);
      layer.engine->distances(span(layer, from, to), layer.states.get(), layer.input.get(), slope_.get());
      plan_.layers[std::size_t(l)].surrogate->slope(std::span<const R>(slope_.get(), n), std::span<R>(slope_.get(), n));
    }
    if (layer.recurrent)
      for (int t = to - 1; t >= from; --t) step_back(l, t, from);
    else
      layer.engine->backward({span(layer, from, to), layer.states.get(), layer.input.get(), slope_.get(), gradient_.get(),
                              layer.has_nudge ? layer.nudge + std::size_t(from) * width : nullptr, layer.co_state.get()});
  }
  auto& s = sums.layers[std::size_t(l)];
  layer.engine->collect(layer.co_state.get(), samples_, s.parameters.empty() ? nullptr : s.parameters.data(), s.initial.empty() ? nullptr : s.initial.data());
  weight_gradients(l, sums);
}

// The input now holds deltas. A spike acted on its own layer one step later, unless the neuron fires first.
template <class R>
void ClockWorker<R>::weight_gradients(int l, Sums& sums) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& r = rows_.layer(l);
  const std::size_t width = row(layer);
  for (int ch = 0; ch < layer.channels; ++ch) zero(layer.input + std::size_t(ch * plane(layer)) + std::size_t(steps_) * width, width);
  for (std::size_t c = 0; c < r.from.size(); ++c) {
    const auto& connection = r.from[c];
    auto& s = sums.layers[std::size_t(l)];
    const std::size_t lag = connection.itself && !layer.fires_first ? width : 0;
    std::int64_t stride = 0;
    if (const R* numbers = connection.itself || !connection.trained ? nullptr : dense_source(l, connection, stride)) {
      for (int ch = 0; ch < layer.channels; ++ch)
        rows_.kernels().add_dense_outer(numbers, stride, steps_ * samples_, connection.sources, layer.input + std::size_t(ch * plane(layer)), layer.stride,
                                        s.weights[c] + std::size_t(ch * connection.stride), connection.stride * connection.channels, r.units);
    } else for (int ch = 0; connection.trained && ch < layer.channels; ++ch)
      rows_.kernels().add_outer(source_of(l, connection).by_source(), connection.sources, layer.input + std::size_t(ch * plane(layer)) + lag, layer.stride,
                                s.weights[c] + std::size_t(ch * connection.stride), connection.stride * connection.channels, r.units);
    for (std::size_t i = 0; !s.bias[c].empty() && i < std::size_t(steps_ * samples_); ++i)
      for (int u = 0; u < r.units; ++u) s.bias[c][std::size_t(u)] += double(layer.input[i * std::size_t(layer.stride) + std::size_t(u)]);
  }
}

template class ClockWorker<float>;
template class ClockWorker<double>;

}  // namespace snnflow
