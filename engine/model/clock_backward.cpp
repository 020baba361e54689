// Backwards: chunks of steps through dense products and neurons, then weight gradients from lists.
#include "model/clock_worker.hpp"

#include <algorithm>
#include <cstring>

namespace snnflow {
namespace {

// Steps of a backward chunk for one sample: its rows fill the product's tiles, its buffers the first cache.
constexpr int rows_per_chunk = 56;

}  // namespace

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
  if (!add) gradient_.zero(n);
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
  layer.co_state.zero(std::size_t(layer.states_count) * width);
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
  for (int ch = 0; ch < layer.channels; ++ch) std::fill_n(layer.input + std::size_t(ch * plane(layer)) + std::size_t(steps_) * width, width, R(0));
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

template void ClockWorker<float>::backward(int, Sums&);
template void ClockWorker<double>::backward(int, Sums&);

}  // namespace snnflow
