// Forward derivatives through a network on a clock, along the spikes that it fired and with the slopes of its surrogates:
// by the chain rule in the order of time, so that the backward pass has something to be equal to.
#include "model/clock_worker.hpp"

namespace snnflow {

// To the input of step + lag: what the source's spikes of a step send along the direction, and what their own
// derivatives send through the weights.
template <class R>
void ClockWorker<R>::add_tangents(int l, int connection, int step, int lag, const ClockRows<R>& direction, std::vector<Tangent>& tangents) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& c = rows_.layer(l).from[std::size_t(connection)];
  const auto& d = direction.layer(l).from[std::size_t(connection)];
  Tangent& tangent = tangents[std::size_t(l)];
  auto add = [&](const Rows<R>& weights, int source, R factor) {
    for (int ch = 0; ch < layer.channels; ++ch) {
      R* input = tangent.input + std::size_t(ch * plane(layer)) + std::size_t(step + lag) * row(layer);
      const R* w = weights + std::size_t(source * c.channels + ch) * std::size_t(c.stride);
      for (int u = 0; u < rows_.layer(l).units; ++u) input[u] += factor * w[u];
    }
  };
  if (c.source < 0 && traces_) {
    for (int i = 0; i < c.sources; ++i) add(d.weights, i, trace_[std::size_t(step * c.sources + i)]);
    return;
  }
  const GroupSpikes& fired = source_of(l, c);
  for (int i = fired.first[std::size_t(step)]; i < fired.first[std::size_t(step) + 1]; ++i) add(d.weights, fired.index[std::size_t(i)], R(1));
  if (c.source < 0) return;
  const Layer& source = layers_[std::size_t(c.source)];
  for (int i = 0; i < c.sources; ++i) add(c.weights, i, tangents[std::size_t(c.source)].spikes[std::size_t(step) * row(source) + std::size_t(i)]);
}

template <class R>
void ClockWorker<R>::follow(int l, const ClockRows<R>& direction, std::vector<Tangent>& tangents) {
  Layer& layer = layers_[std::size_t(l)];
  const auto& r = rows_.layer(l);
  const auto& d = direction.layer(l);
  Tangent& t = tangents[std::size_t(l)];
  const std::size_t width = row(layer), steps = std::size_t(steps_);
  t.input.zero(std::size_t(layer.channels) * std::size_t(plane(layer)));
  t.states.zero((steps + 1) * std::size_t(layer.states_count) * width);
  if (layer.spikes) {
    for (Rows<R>* rows : {&t.spikes, &t.distances, &t.slopes}) rows->zero(steps * width);
    layer.engine->distances(span(layer, 0, steps_), layer.states.get(), layer.input.get(), t.slopes.get());
    const std::span<R> all(t.slopes.get(), steps * width);
    plan_.layers[std::size_t(l)].surrogate->slope(all, all);
  }
  for (std::size_t c = 0; c < r.from.size(); ++c) {
    for (std::size_t i = 0; r.from[c].bias.get() && i < steps; ++i)
      for (std::size_t u = 0; u < std::size_t(r.units); ++u) t.input[i * width + u] += d.from[c].bias[u];
    for (int step = 0; !r.from[c].itself && step < steps_; ++step) add_tangents(l, int(c), step, 0, direction, tangents);
  }
  auto pass = [&](int from, int to) {
    layer.engine->tangent({span(layer, from, to), d.parameters.get(), d.initial.get(), layer.input.get(), t.input.get(), layer.states.get(),
                           t.slopes.get(), t.states.get(), t.spikes.get(), t.distances.get()});
  };
  if (!layer.recurrent) return pass(0, steps_);
  auto echo = [&](int step, int lag) {
    for (std::size_t c = 0; c < r.from.size(); ++c)
      if (r.from[c].itself) add_tangents(l, int(c), step, lag, direction, tangents);
  };
  for (int step = 0; step < steps_; ++step) {
    pass(step, step + 1);
    if (!layer.fires_first) {
      echo(step, 1);  // the plane has room for one step more
      continue;
    }
    echo(step, 0);  // its spikes are known before its input
    pass(step, step + 1);
  }
}

template <class R>
double ClockWorker<R>::along_charges(const ClockRows<R>& direction) {
  double sum = 0;
  for (const ChargePull& p : charge_pulls_)
    for (const auto& d : direction.layer(p.layer).from) {
      const GroupSpikes& fired = source_of(p.layer, d);
      for (int i = 0; i < fired.first[std::size_t(steps_)]; ++i)
        for (int ch = 0; ch < d.channels; ++ch)
          for (std::size_t u = 0; u < p.pull.size(); ++u)
            sum += p.factor * p.pull[u] * double(d.weights[std::size_t(fired.index[std::size_t(i)] * d.channels + ch) * std::size_t(d.stride) + u]);
    }
  charge_pulls_.clear();
  return sum;
}

template <class R>
double ClockWorker<R>::derivative_along(const ClockRows<R>& direction, const Encoded& sample, int batch, const BatchPulls* pulls) {
  listen_and_run(std::span(&sample, 1));
  Outcome ignored;
  judge(std::span(&sample, 1), batch, pulls, true, std::span(&ignored, 1));
  std::vector<Tangent> tangents(layers_.size());
  double sum = 0;
  for (int l = 0; l < int(layers_.size()); ++l) {
    follow(l, direction, tangents);
    const Layer& layer = layers_[std::size_t(l)];
    const Tangent& t = tangents[std::size_t(l)];
    const std::size_t width = row(layer);
    for (std::size_t step = 0; step < std::size_t(steps_); ++step)
      for (std::size_t u = 0; u < std::size_t(plan_.layers[std::size_t(l)].units); ++u) {
        const std::size_t at = step * width + u, state = (step + 1) * std::size_t(layer.states_count) * width + u;
        const double out = double(layer.spikes ? t.spikes[at] : t.states[state]);
        if (layer.has_outer) sum += double(layer.outer[at]) * out;
        if (layer.has_count_pull) sum += double(layer.count_pull[u]) * out;
        if (layer.has_nudge) sum += double(layer.nudge[at]) * double(t.distances[at]);
      }
  }
  return sum + along_charges(direction);
}

template double ClockWorker<float>::derivative_along(const ClockRows<float>&, const Encoded&, int, const BatchPulls*);
template double ClockWorker<double>::derivative_along(const ClockRows<double>&, const Encoded&, int, const BatchPulls*);

}  // namespace snnflow
