// From the array of all numbers to rows of R, and from summed rows back to the array of gradients.
#include "model/clock_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/flat_sums.hpp"
#include "snnflow/clock/layer.hpp"

namespace snnflow {
namespace {

std::size_t size_of(const std::vector<int>& which, int stride) { return which.size() * std::size_t(stride); }

}  // namespace

template <class R>
ClockRows<R>::ClockRows(const Plan& plan, const Registry& registry, const Blocks& blocks)
    : plan_(plan), blocks_(blocks), kernels_(&registry.kernels().of<R>()) {
  auto learned = [&](int b) { return b >= 0 && blocks.list()[std::size_t(b)].gradient >= 0; };
  for (int l = 0; l < int(plan.layers.size()); ++l) {
    const LayerPlan& p = plan.layers[std::size_t(l)];
    const Blocks::Layer& places = blocks.layer(l);
    Layer& layer = layers_.emplace_back();
    layer.units = p.units, layer.stride = clock_stride(p.units), layer.channels = p.traits().channels;
    for (std::size_t c = 0; c < p.from.size(); ++c) {
      Connection& connection = layer.from.emplace_back();
      connection.source = p.from[c].itself ? l : p.from[c].source;
      connection.itself = p.from[c].itself;
      connection.sources = p.from[c].ends.sources(), connection.channels = layer.channels, connection.stride = layer.stride;
      const int bias = p.from[c].plugin->bias_parameter();
      for (int k = 0; k < int(places.connections[c].size()); ++k)
        (k == bias ? connection.bias_trained : connection.trained) |= learned(places.connections[c][std::size_t(k)]);
      connection.weights.zero(connection.numbers());
      if (connection.source >= 0)
        for (int ch = 0; ch < layer.channels; ++ch)
          connection.panels.emplace_back().zero(std::size_t(kernels_->packed_size(connection.sources, layer.units)));
      if (bias >= 0 && places.connections[c][std::size_t(bias)] >= 0) connection.bias.zero(std::size_t(layer.stride));
      places_.push_back({l, int(c)});
    }
    for (int b : places.parameters) {
      layer.parameters_trained |= learned(b);
      layer.shared &= blocks.list()[std::size_t(b)].size == 1 && !learned(b);
    }
    for (int b : places.initial) layer.initial_trained |= learned(b);
    layer.parameters.zero(size_of(places.parameters, layer.stride));
    layer.initial.zero(size_of(places.initial, layer.stride));
  }
}

template <class R>
void ClockRows<R>::bind_part(int part, std::span<const double> values) {
  if (part < int(places_.size())) bind_connection(places_[std::size_t(part)], values);
  else bind_parameters(values);
}

template <class R>
void ClockRows<R>::bind_connection(const Place& place, std::span<const double> values) {
  const ConnectionPlan& p = plan_.layers[std::size_t(place.layer)].from[std::size_t(place.connection)];
  const std::vector<int>& which = blocks_.layer(place.layer).connections[std::size_t(place.connection)];
  Connection& c = at(place);
  std::vector<std::vector<double>> hold;
  hold.reserve(which.size());
  std::vector<std::span<const double>> numbers;
  for (int b : which) {
    if (b < 0) numbers.emplace_back();
    else if (const Block& block = blocks_.list()[std::size_t(b)]; block.plan->logarithm) numbers.emplace_back(hold.emplace_back(blocks_.natural(b, values)));
    else numbers.push_back(values.subspan(block.offset, block.size));
  }
  std::vector<double> rows(c.numbers());
  p.plugin->rows(numbers, p.ends, rows.data(), c.stride);
  for (std::size_t i = 0; i < rows.size(); ++i) c.weights[i] = R(rows[i]);
  const int units = layers_[std::size_t(place.layer)].units;
  for (std::size_t ch = 0; ch < c.panels.size(); ++ch)
    kernels_->pack(c.weights.get() + ch * std::size_t(c.stride), c.stride * c.channels, c.sources, units, c.panels[ch].get());
  if (c.bias.get()) {
    const auto bias = numbers[std::size_t(p.plugin->bias_parameter())];
    for (std::size_t u = 0; u < bias.size(); ++u) c.bias[u] = R(bias[u]);
  }
}

template <class R>
void ClockRows<R>::bind_parameters(std::span<const double> values) {
  for (int l = 0; l < int(layers_.size()); ++l) {
    Layer& layer = layers_[std::size_t(l)];
    const Blocks::Layer& at = blocks_.layer(l);
    auto spread = [&](int b, double* row) {
      for (int u = 0; u < layer.stride; ++u) {
        row[u] = std::numeric_limits<double>::quiet_NaN();
        if (b < 0) continue;
        const Block& block = blocks_.list()[std::size_t(b)];
        const double x = values[block.offset + (block.size == 1 ? 0 : std::size_t(u < layer.units ? u : 0))];
        row[u] = block.plan->logarithm ? std::exp(x) : x;
      }
    };
    for (std::size_t k = 0; k < at.parameters.size(); ++k) spread(at.parameters[k], layer.parameters + k * std::size_t(layer.stride));
    for (std::size_t k = 0; k < at.initial.size(); ++k) spread(at.initial[k], layer.initial + k * std::size_t(layer.stride));
  }
}

template <class R>
typename ClockRows<R>::Sums ClockRows<R>::make_sums() const {
  Sums sums;
  for (int l = 0; l < int(layers_.size()); ++l) {
    const Layer& layer = layers_[std::size_t(l)];
    auto& s = sums.layers.emplace_back();
    for (const Connection& c : layer.from) {
      s.weights.emplace_back();
      if (c.trained) s.weights.back().zero(c.numbers());
      s.bias.emplace_back(c.bias_trained ? std::size_t(layer.stride) : 0, 0.0);
    }
    s.parameters.assign(layer.parameters_trained ? size_of(blocks_.layer(l).parameters, layer.stride) : 0, 0.0);
    s.initial.assign(layer.initial_trained ? size_of(blocks_.layer(l).initial, layer.stride) : 0, 0.0);
  }
  return sums;
}

template <class R>
void ClockRows<R>::clear(Sums& sums) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    auto& s = sums.layers[l];
    for (std::size_t c = 0; c < s.weights.size(); ++c) {
      if (layers_[l].from[c].trained) s.weights[c].zero(layers_[l].from[c].numbers());
      std::fill(s.bias[c].begin(), s.bias[c].end(), 0.0);
    }
    std::fill(s.parameters.begin(), s.parameters.end(), 0.0);
    std::fill(s.initial.begin(), s.initial.end(), 0.0);
  }
}

// Parts: ranges of each trained connection's rows, and one for all that is small.
template <class R>
int ClockRows<R>::add_parts() const {
  int parts = 1;
  for (const Place& p : places_)
    if (at(p).trained) parts += parts_of(at(p).numbers());
  return parts;
}

template <class R>
void ClockRows<R>::add_shards(int part, std::vector<Sums>& shards, int count) const {
  if (part == 0) {
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      auto sum = [&](auto&& of) {
        tree_sum<double>(count, 0, of(shards[0].layers[l]).size(), [&](int s) { return of(shards[std::size_t(s)].layers[l]).data(); });
      };
      sum([](auto& s) -> auto& { return s.parameters; });
      sum([](auto& s) -> auto& { return s.initial; });
      for (std::size_t c = 0; c < layers_[l].from.size(); ++c) sum([c](auto& s) -> auto& { return s.bias[c]; });
    }
    return;
  }
  --part;
  for (const Place& p : places_) {
    if (!at(p).trained) continue;
    const std::size_t n = at(p).numbers(), parts = std::size_t(parts_of(n)), k = std::size_t(part);
    if (k < parts)
      return tree_sum<R>(count, n * k / parts, n * (k + 1) / parts,
                         [&](int s) { return shards[std::size_t(s)].layers[std::size_t(p.layer)].weights[std::size_t(p.connection)].get(); });
    part -= int(parts);
  }
}

template <class R>
void ClockRows<R>::gather(int part, const Sums& sum, std::span<double> gradients) const {
  auto target = [&](int b) -> std::span<double> {
    if (b < 0 || blocks_.list()[std::size_t(b)].gradient < 0) return {};
    const Block& block = blocks_.list()[std::size_t(b)];
    return gradients.subspan(std::size_t(block.gradient), block.size);
  };
  if (part < int(places_.size())) {
    const Place& place = places_[std::size_t(part)];
    const Connection& c = at(place);
    const auto& s = sum.layers[std::size_t(place.layer)];
    const ConnectionPlan& p = plan_.layers[std::size_t(place.layer)].from[std::size_t(place.connection)];
    std::vector<std::span<double>> into;
    for (int b : blocks_.layer(place.layer).connections[std::size_t(place.connection)]) {
      into.push_back(target(b));
      std::fill(into.back().begin(), into.back().end(), 0.0);
    }
    if (c.trained) {
      const R* w = s.weights[std::size_t(place.connection)].get();
      const std::vector<double> rows(w, w + c.numbers());
      p.plugin->rows_back(p.ends, rows.data(), c.stride, into);
    }
    if (c.bias_trained) {
      const auto g = into[std::size_t(p.plugin->bias_parameter())];
      std::copy_n(s.bias[std::size_t(place.connection)].begin(), g.size(), g.begin());
    }
    return;
  }
  for (int l = 0; l < int(layers_.size()); ++l) {
    const Layer& layer = layers_[std::size_t(l)];
    auto collect = [&](const std::vector<int>& which, const std::vector<double>& rows) {
      for (std::size_t k = 0; k < which.size(); ++k) {
        const std::span<double> g = target(which[k]);
        std::fill(g.begin(), g.end(), 0.0);
        for (int u = 0; u < layer.units && !g.empty(); ++u) g[g.size() == 1 ? 0 : std::size_t(u)] += rows[k * std::size_t(layer.stride) + std::size_t(u)];
      }
    };
    collect(blocks_.layer(l).parameters, sum.layers[std::size_t(l)].parameters);
    collect(blocks_.layer(l).initial, sum.layers[std::size_t(l)].initial);
  }
}

template class ClockRows<float>;
template class ClockRows<double>;

}  // namespace snnflow
