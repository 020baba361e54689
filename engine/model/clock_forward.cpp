// Forwards: lists of spikes (or numbers, where they are dense), rows of weights, neurons.
#include "model/clock_worker.hpp"

#include <algorithm>
#include <cstring>

namespace snnflow {

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

template const float* ClockWorker<float>::dense_source(int, const ClockRows<float>::Connection&, std::int64_t&);
template const double* ClockWorker<double>::dense_source(int, const ClockRows<double>::Connection&, std::int64_t&);
template const GroupSpikes& ClockWorker<float>::source_of(int, const ClockRows<float>::Connection&) const;
template const GroupSpikes& ClockWorker<double>::source_of(int, const ClockRows<double>::Connection&) const;
template void ClockWorker<float>::listen_and_run(std::span<const Encoded>);
template void ClockWorker<double>::listen_and_run(std::span<const Encoded>);

}  // namespace snnflow
