// From the array of all numbers to padded rows, and from padded gradients back.
#include "model/event_rows.hpp"

#include <cmath>
#include <limits>

namespace snnflow {

EventRows::EventRows(const Plan& plan, const Blocks& blocks) : plan_(plan), blocks_(blocks) {
  for (int l = 0; l < int(plan.layers.size()); ++l) {
    const LayerPlan& p = plan.layers[std::size_t(l)];
    const Blocks::Layer& at = blocks.layer(l);
    Layer& layer = layers_.emplace_back();
    Trained& trained = trained_.emplace_back();
    auto learned = [&](int b) { return b >= 0 && blocks.list()[std::size_t(b)].gradient >= 0; };
    layer.stride = event_stride(p.units);
    layer.channels = p.traits().channels;
    for (std::size_t c = 0; c < p.from.size(); ++c) {
      layer.first_source.push_back(layer.sources);
      layer.sources += p.from[c].ends.sources();
      for (int b : at.connections[c]) trained.weights |= learned(b);
    }
    for (std::size_t k = 0; k < at.parameters.size(); ++k) {
      const int b = at.parameters[k];
      trained.parameters |= learned(b);
      if (learned(b) && k < 64) trained.which |= std::uint64_t(1) << k;
      layer.shared &= blocks.list()[std::size_t(b)].size == 1 && !learned(b);
    }
    for (int b : at.initial) trained.initial |= learned(b);
    layer.weights.zero(layer.weight_numbers());
    layer.parameters.zero(at.parameters.size() * std::size_t(layer.stride));
    layer.initial.zero(at.initial.size() * std::size_t(layer.stride));
  }
}

void EventRows::bind(std::span<const double> values) {
  for (int l = 0; l < int(layers_.size()); ++l) {
    const LayerPlan& p = plan_.layers[std::size_t(l)];
    const Blocks::Layer& at = blocks_.layer(l);
    Layer& layer = layers_[std::size_t(l)];
    for (std::size_t c = 0; c < p.from.size(); ++c) {
      std::vector<std::vector<double>> hold;  // of blocks that hold logarithms
      std::vector<std::span<const double>> numbers;
      hold.reserve(at.connections[c].size());
      for (int b : at.connections[c]) {
        if (b < 0) numbers.emplace_back();
        else if (const Block& block = blocks_.list()[std::size_t(b)]; block.plan->logarithm)
          numbers.emplace_back(hold.emplace_back(blocks_.natural(b, values)));
        else numbers.push_back(values.subspan(block.offset, block.size));
      }
      p.from[c].plugin->rows(numbers, p.from[c].ends,
                             layer.weights + std::size_t(layer.first_source[c]) * std::size_t(layer.channels * layer.stride), layer.stride);
    }
    auto spread = [&](int b, double* row) {
      if (b < 0) return std::fill_n(row, layer.stride, std::numeric_limits<double>::quiet_NaN()), void();
      const Block& block = blocks_.list()[std::size_t(b)];
      for (int u = 0; u < layer.stride; ++u) {
        const double x = values[block.offset + (block.size == 1 ? 0 : std::size_t(u < p.units ? u : 0))];
        row[u] = block.plan->logarithm ? std::exp(x) : x;
      }
    };
    for (std::size_t k = 0; k < at.parameters.size(); ++k) spread(at.parameters[k], layer.parameters + k * std::size_t(layer.stride));
    for (std::size_t k = 0; k < at.initial.size(); ++k) spread(at.initial[k], layer.initial + k * std::size_t(layer.stride));
  }
}

void EventRows::collect(int l, const double* weights, const double* parameters, const double* initial,
                        std::span<double> gradients) const {
  const LayerPlan& p = plan_.layers[std::size_t(l)];
  const Blocks::Layer& at = blocks_.layer(l);
  const Layer& layer = layers_[std::size_t(l)];
  auto target = [&](int b) -> std::span<double> {
    if (b < 0 || blocks_.list()[std::size_t(b)].gradient < 0) return {};
    const Block& block = blocks_.list()[std::size_t(b)];
    return gradients.subspan(std::size_t(block.gradient), block.size);
  };
  for (std::size_t c = 0; weights && c < p.from.size(); ++c) {
    std::vector<std::span<double>> into;
    for (int b : at.connections[c]) into.push_back(target(b));
    p.from[c].plugin->rows_back(p.from[c].ends,
                                weights + std::size_t(layer.first_source[c]) * std::size_t(layer.channels * layer.stride), layer.stride, into);
  }
  auto gather = [&](const std::vector<int>& which, const double* rows) {
    for (std::size_t k = 0; rows && k < which.size(); ++k) {
      const std::span<double> g = target(which[k]);
      for (int u = 0; u < p.units && !g.empty(); ++u) g[g.size() == 1 ? 0 : std::size_t(u)] += rows[k * std::size_t(layer.stride) + std::size_t(u)];
    }
  };
  gather(at.parameters, parameters);
  gather(at.initial, initial);
}

}  // namespace snnflow
