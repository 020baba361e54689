// Central differences (two step sizes, extrapolated) against exact gradients. A sample is set aside for a number where
// the two sides have other spike sequences, or where a spike grazes the threshold.
#include <algorithm>
#include <cmath>

#include "model/random.hpp"
#include "port/gradient_check.hpp"

namespace snnflow {
namespace {

constexpr double relative_step = 1e-4, grazing = 1e-3;

double sum_of(const Outcome& o) {
  double s = 0;
  for (double t : o.terms) s += t;
  return s;
}

// A potential that rises slower than this, per ms, grazes.
double grazing_slope(const Plan& plan) {
  double threshold = 1, tau = 20;
  for (const LayerPlan& l : plan.layers)
    for (const ParameterPlan& p : l.parameters) {
      if (p.given.empty()) continue;
      if (p.path.ends_with(".threshold")) threshold = std::abs(p.given[0]);
      if (p.path.ends_with(".tau_mem")) tau = p.given[0];
    }
  return grazing * threshold / tau;
}

// The order in which the units of a layer fire, hear and are looked at, layer by layer, of one sample: where it is another,
// a loss has a step or a kink between the two.
using Sequence = std::vector<std::vector<int>>;
Sequence sequence_of(const Plan& plan, Network& network, const Encoded& sample) {
  const auto looks = network.look(sample);
  Sequence s;
  for (std::size_t l = 0; l < looks.size(); ++l) {
    const LayerPlan& layer = plan.layers[l];
    std::vector<std::pair<double, int>> all;
    auto add = [&](const std::vector<std::vector<double>>& spikes, int first) {
      for (std::size_t u = 0; u < spikes.size(); ++u)
        for (double t : spikes[u]) all.emplace_back(t, first + int(u));
    };
    int first = int(looks[l].spikes.size());
    add(looks[l].spikes, 0);
    for (std::size_t c = 0; layer.traits().spikes && c < layer.from.size(); ++c) {
      const int source = layer.from[c].source;
      if (source >= 0) add(looks[std::size_t(source)].spikes, first), first += int(looks[std::size_t(source)].spikes.size());
      for (std::size_t i = 0; source < 0 && i < sample.sample.time.size(); ++i) all.emplace_back(sample.sample.time[i], first);
      first += source < 0;
    }
    auto look = [&](const auto& terms) {
      for (const auto& t : terms) {
        if (t.layers[0] != int(l)) continue;
        for (double at : t.settings.at) all.emplace_back(at, first);
        for (double edge : {t.settings.from, t.settings.until}) all.emplace_back(edge, first);
      }
    };
    look(plan.losses);
    std::sort(all.begin(), all.end());
    auto& order = s.emplace_back();
    for (const auto& x : all) order.push_back(x.second);
  }
  return s;
}

std::vector<std::size_t> chosen_entries(const Block& b, int entries) {
  std::vector<std::size_t> chosen(b.size);
  for (std::size_t i = 0; i < b.size; ++i) chosen[i] = i;
  if (entries == 0 || b.size <= std::size_t(entries)) return chosen;
  KeyedRandom random(0, b.plan->path, "gradcheck");
  for (std::size_t i = 0; i < std::size_t(entries); ++i) std::swap(chosen[i], chosen[i + random.below(b.size - i)]);
  chosen.resize(std::size_t(entries));
  return chosen;
}

}  // namespace

GradientCheck check_differences(const Plan& plan, const Registry& registry, const std::vector<double>& start, const std::vector<Encoded>& samples, int entries) {
  const Blocks blocks(plan);
  const auto network = make_network(plan, registry, blocks, 1);
  Plan steep = plan;  // counts the spikes that graze
  steep.event.min_slope = std::max(grazing_slope(plan), plan.event.min_slope);  // below min_slope gradients are not meant to be exact
  const Blocks steep_blocks(steep);
  const auto counter = make_network(steep, registry, steep_blocks, 1);

  std::vector<double> values = start;
  const std::size_t n = samples.size();
  network->bind(values);
  counter->bind(values);
  std::vector<std::vector<double>> exact(n, std::vector<double>(blocks.gradients()));
  std::vector<Sequence> sequences(n);
  std::vector<char> grazes(n);
  Outcome o;
  for (std::size_t s = 0; s < n; ++s) {
    network->begin_shard(0);
    network->run(0, 0, std::span(&samples[s], 1), 1, nullptr, std::span(&o, 1));
    network->gradients_of_shard(values, exact[s]);
    blocks.chain_logarithms(values, exact[s]);
    counter->begin_shard(0);
    counter->run(0, 0, std::span(&samples[s], 1), 1, nullptr, std::span(&o, 1));
    grazes[s] = o.clipped > 0;
    sequences[s] = sequence_of(plan, *network, samples[s]);
  }

  GradientCheck check;
  for (const Block& b : blocks.list()) {
    if (b.gradient < 0) continue;
    GradientCheck::Row row;
    row.path = b.plan->path, row.numbers = b.size;
    const auto chosen = chosen_entries(b, entries);
    row.looked = chosen.size();
    for (std::size_t i = 0; i < b.size; ++i) {
      double sum = 0;
      for (std::size_t s = 0; s < n; ++s) sum += exact[s][std::size_t(b.gradient) + i];
      row.largest = std::max(row.largest, std::abs(sum));
    }
    for (const std::size_t i : chosen) {
      double& x = values[b.offset + i];
      const double at = x, h = relative_step * std::max(1.0, std::abs(at));
      std::vector<double> difference(n, 0.0);
      std::vector<char> good(n, 1);
      for (const auto& [step, weight] : {std::pair(h, -1.0 / 3), std::pair(h / 2, 4.0 / 3)})
        for (const double side : {1.0, -1.0}) {
          x = at + side * step;
          network->bind(values);
          for (std::size_t s = 0; s < n; ++s) {
            network->run(0, -1, std::span(&samples[s], 1), 1, nullptr, std::span(&o, 1));
            difference[s] += side * weight * sum_of(o) / (2 * step);
            if (step == h) good[s] = good[s] && sequence_of(plan, *network, samples[s]) == sequences[s];
          }
        }
      x = at;
      double exact_sum = 0, difference_sum = 0;
      for (std::size_t s = 0; s < n; ++s) {
        if (!good[s] || grazes[s]) {
          ++row.set_aside;
          continue;
        }
        ++row.compared;
        exact_sum += exact[s][std::size_t(b.gradient) + i];
        difference_sum += difference[s];
      }
      const double scale = std::max(row.largest, 1e-12);
      row.worst = std::max(row.worst, std::abs(exact_sum - difference_sum) / scale);
    }
    network->bind(values);
    check.rows.push_back(row);
  }
  return check;
}

}  // namespace snnflow
