// A bisection on one scale for each layer.
#include "model/firing.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "model/random.hpp"

namespace snnflow {
namespace {

constexpr int looked_at = 64;            // training samples
constexpr double wanted_events = 1.0;    // spikes per unit and sample, in mean, in continuous time
constexpr double wanted_rate = 0.05;     // spikes per unit and step, on a clock
constexpr double mean = 1.0, deviation = 0.5;  // of weights before scaling

double spikes_per_unit(const Plan& plan, Network& network, std::span<const Encoded> samples, std::span<const double> values, int layer) {
  std::vector<Outcome> outcomes(samples.size());
  network.bind(values);
  network.run(0, -1, samples, 1, nullptr, outcomes);
  double spikes = 0;
  for (const Outcome& o : outcomes)
    for (int f : o.fired[std::size_t(layer)]) spikes += f;
  return spikes / double(samples.size()) / plan.layers[std::size_t(layer)].units;
}

}  // namespace

void make_fire(const Plan& plan, const Blocks& blocks, Network& network, std::vector<double>& values) {
  std::vector<Encoded> samples(std::size_t(std::min<std::int64_t>(looked_at, plan.sizes[int(Split::train)])));
  for (std::size_t i = 0; i < samples.size(); ++i) encode(plan, Split::train, std::int64_t(i), samples[i]);
  const double wanted = plan.engine == EngineKind::event ? wanted_events : wanted_rate * plan.clock.steps();
  for (int l = 0; l < int(plan.layers.size()); ++l) {
    std::vector<const Block*> mine;
    int fan_in = 0;
    for (const Block& b : blocks.list())
      if (b.layer == l && b.plan->fires) mine.push_back(&b), fan_in += b.plan->fans.fan_in;
    if (mine.empty()) continue;
    std::vector<std::vector<double>> drawn;
    for (const Block* b : mine) {
      KeyedRandom random(std::uint64_t(plan.seed), b->plan->path, "initialiser");
      auto& d = drawn.emplace_back(b->size);
      for (double& x : d) x = mean + deviation * random.normal();
    }
    auto scale = [&](double s) {
      for (std::size_t i = 0; i < mine.size(); ++i)
        for (std::size_t k = 0; k < mine[i]->size; ++k)
          values[mine[i]->offset + k] = std::clamp(s * drawn[i][k], mine[i]->plan->min, mine[i]->plan->max);
    };
    double low = 0, high = 1.0 / std::max(1, fan_in);
    scale(high);
    if (!plan.layers[std::size_t(l)].traits().spikes) continue;
    for (int doubling = 0; doubling < 40 && spikes_per_unit(plan, network, samples, values, l) < wanted; ++doubling) {
      low = high, high *= 2;
      scale(high);
    }
    for (int i = 0; i < 12; ++i) {
      const double middle = (low + high) / 2;
      scale(middle);
      (spikes_per_unit(plan, network, samples, values, l) < wanted ? low : high) = middle;
    }
    scale(high);
  }
}

void project(const Block& block, std::span<double> values, int epoch) {
  const ParameterPlan& p = *block.plan;
  if (block.clips()) {
    const double low = p.logarithm ? (p.min > 0 ? std::log(p.min) : -infinite) : p.min, high = p.logarithm && p.max < infinite ? std::log(p.max) : p.max;
    for (double& x : values) x = std::clamp(x, low, high);
  }
  if (p.logarithm || (p.low == -infinite && p.high == infinite)) return;
  for (const double x : values)
    if ((p.low_open ? x <= p.low : x < p.low) || (p.high_open ? x >= p.high : x > p.high))
      throw Error(p.path + " has become " + number_text(x) + " in epoch " + std::to_string(epoch) + ", which is out of its range; limit it with min and max, or train it as = \"log\"", 1);
}

}  // namespace snnflow
