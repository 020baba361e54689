// Laying out the numbers, and drawing what they begin from.
#include "model/blocks.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "model/random.hpp"

namespace snnflow {

Blocks::Blocks(const Plan& plan) {
  for (int l = 0; l < int(plan.layers.size()); ++l) {
    const LayerPlan& layer = plan.layers[std::size_t(l)];
    Layer& places = layers_.emplace_back();
    for (const ConnectionPlan& c : layer.from) {
      auto& at = places.connections.emplace_back();
      for (const ParameterPlan& p : c.parameters) at.push_back(p.path.empty() ? -1 : add(p, l));
    }
    for (const ParameterPlan& p : layer.parameters) places.parameters.push_back(add(p, l));
    for (const ParameterPlan& p : layer.initial) places.initial.push_back(p.path.empty() ? -1 : add(p, l));
  }
}

int Blocks::add(const ParameterPlan& plan, int layer) {
  Block b;
  b.plan = &plan, b.layer = layer, b.offset = numbers_, b.size = plan.size();
  numbers_ += b.size;
  if (plan.train) {
    b.gradient = std::ptrdiff_t(gradients_);
    gradients_ += b.size;
  }
  list_.push_back(b);
  return int(list_.size()) - 1;
}

int Blocks::find(const std::string& path) const {
  for (std::size_t i = 0; i < list_.size(); ++i)
    if (list_[i].plan->path == path) return int(i);
  return -1;
}

std::vector<double> Blocks::natural(int block, std::span<const double> values) const {
  const Block& b = list_[std::size_t(block)];
  std::vector<double> out(values.begin() + std::ptrdiff_t(b.offset), values.begin() + std::ptrdiff_t(b.offset + b.size));
  if (b.plan->logarithm)
    for (double& x : out) x = std::exp(x);
  return out;
}

void Blocks::chain_logarithms(std::span<const double> values, std::span<double> gradients) const {
  for (const Block& b : list_)
    if (b.gradient >= 0 && b.plan->logarithm)
      for (std::size_t i = 0; i < b.size; ++i) gradients[std::size_t(b.gradient) + i] *= std::exp(values[b.offset + i]);
}

std::vector<BlockInfo> Blocks::describe(const Plan& plan) const {
  std::vector<BlockInfo> infos;
  for (const Block& b : list_) {
    BlockInfo info;
    info.path = b.plan->path, info.shape = b.plan->shape, info.offset = b.offset, info.size = b.size;
    info.trained = b.gradient >= 0, info.logarithm = b.plan->logarithm, info.unit = b.plan->unit;
    if (info.shape.size() == 1) info.axes = {"unit"};
    else if (info.shape.size() == 2) info.axes = {"source", "target"};
    else if (info.shape.size() == 3) info.axes = {"channel", "source", "target"};
    const LayerPlan& layer = plan.layers[std::size_t(b.layer)];
    const std::string name = info.path.substr(info.path.rfind('.') + 1);
    for (const Parameter& p : layer.use.about().parameters)
      if (p.name == name && info.path.find(".neuron.") != std::string::npos) info.doc = p.doc;
    infos.push_back(std::move(info));
  }
  return infos;
}

std::vector<double> initial_values(const Plan& plan, const Blocks& blocks) {
  std::vector<double> values(blocks.numbers());
  for (const Block& b : blocks.list()) {
    const ParameterPlan& p = *b.plan;
    const std::span<double> out(values.data() + b.offset, b.size);
    if (p.fill) {
      KeyedRandom random(std::uint64_t(plan.seed), p.path, "initialiser");
      p.fill->fill(out, p.fans, random);
    } else if (p.given.size() == 1) std::fill(out.begin(), out.end(), p.given[0]);
    else if (p.given.size() == b.size) std::copy(p.given.begin(), p.given.end(), out.begin());
    for (double& x : out) {
      x = std::clamp(x, p.min, p.max);
      if (!(x > p.low || (!p.low_open && x >= p.low)) || !(x < p.high || (!p.high_open && x <= p.high)) || std::isnan(x))
        throw BadStart(p.path + " begins with " + number_text(x) + ", which is out of its range; give it other bounds, or min and max", p.place);
      if (p.logarithm) x = std::log(x);
    }
  }
  return values;
}

}  // namespace snnflow
