// Which trials TPE calls good: the best tenth, by their value, or by nondomination and the area they add; and
// how much each weighs.
#pragma once
#include <cmath>
#include <snnflow/pareto.hpp>
#include <snnflow/sampler.hpp>
#include <tuple>

namespace {

struct GoodTrials {
  std::vector<snnflow::TrialRecord> good, others;  // each by number
  std::vector<double> weights;  // of the good ones where there are two objectives; else empty
};

// How many of n ended trials are good.
inline std::size_t good_count(std::size_t n, int objectives) {
  const auto tenth = std::size_t(std::ceil(0.1 * double(n)));
  return objectives == 1 ? std::min(tenth, std::size_t(25)) : tenth;
}

// Old trials weigh less once there are more than 25, and the prior comes last.
inline std::vector<double> weights_by_age(std::size_t n, double prior_weight) {
  constexpr std::size_t full = 25;
  std::vector<double> weights(n, 1.0);
  for (std::size_t i = 0; n > full && i < n - full; ++i) {
    const double oldest = 1 / double(n);
    weights[i] = n - full > 1 ? oldest + (1 - oldest) * double(i) / double(n - full - 1) : oldest;
  }
  weights.push_back(prior_weight);
  return weights;
}

inline double or_infinite(double x) { return std::isnan(x) ? snnflow::infinite : x; }

// The first ones, in any order, of ended ones by value, then pruned ones: those that came farther first.
inline std::vector<std::size_t> by_value(std::span<const snnflow::TrialRecord> ended, std::size_t wanted) {
  const auto key = [](const snnflow::TrialRecord& t, std::size_t i) {
    const double value = t.objectives.empty() ? snnflow::infinite : or_infinite(t.objectives[0]);
    if (t.state != snnflow::TrialState::pruned) return std::tuple(0, 0.0, value, i);
    if (t.objectives.empty()) return std::tuple(1, 1.0, 0.0, i);
    return std::tuple(1, -double(t.epochs), value, i);
  };
  std::vector<std::tuple<int, double, double, std::size_t>> keys;
  for (std::size_t i = 0; i < ended.size(); ++i) keys.push_back(key(ended[i], i));
  std::ranges::nth_element(keys, keys.begin() + std::ptrdiff_t(wanted));
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(std::get<3>(keys[i]));
  return chosen;
}

// Fronts one after the other; of the first that does not fit, whoever adds least leaves until it does.
inline std::vector<std::size_t> by_fronts(std::span<const snnflow::TrialRecord> ended, std::size_t wanted,
                                          std::vector<double>& weight) {
  using snnflow::TwoObjectives;
  std::vector<TwoObjectives> at;
  for (const auto& t : ended)
    at.push_back(t.objectives.size() < 2 || t.state == snnflow::TrialState::pruned
                     ? TwoObjectives{snnflow::infinite, snnflow::infinite}
                     : TwoObjectives{or_infinite(t.objectives[0]), or_infinite(t.objectives[1])});
  // A tenth of the spread beyond the worst that was seen.
  TwoObjectives reference{};
  for (std::size_t m = 0; m < 2; ++m) {
    double best = snnflow::infinite, worst = -snnflow::infinite;
    for (const auto& p : at)
      if (std::isfinite(p[m])) best = std::min(best, p[m]), worst = std::max(worst, p[m]);
    reference[m] = worst < best ? 0 : worst + 0.1 * (worst - best);
  }
  const std::vector<int> front = snnflow::front_numbers(at);
  std::vector<std::size_t> taken;
  weight.assign(at.size(), 0.0);
  for (int f = 0; taken.size() < wanted; ++f) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < at.size(); ++i)
      if (front[i] == f) members.push_back(i);
    for (;;) {
      std::vector<TwoObjectives> points;
      for (const std::size_t i : members) points.push_back(at[i]);
      const std::vector<double> area = snnflow::area_contributions(points, reference);
      if (taken.size() + members.size() <= wanted) {
        for (std::size_t k = 0; k < members.size(); ++k)
          weight[members[k]] = std::isfinite(area[k]) ? area[k] : 0;
        break;
      }
      members.erase(members.begin() + (std::ranges::min_element(area) - area.begin()));
    }
    taken.insert(taken.end(), members.begin(), members.end());
  }
  return taken;
}

// ended: by number.
inline GoodTrials part(std::span<const snnflow::TrialRecord> ended, int objectives) {
  const std::size_t wanted = good_count(ended.size(), objectives);
  std::vector<double> weight;
  std::vector<std::size_t> chosen =
      objectives == 1 ? by_value(ended, wanted) : by_fronts(ended, wanted, weight);
  chosen.resize(wanted);
  std::vector<char> good(ended.size(), 0);
  for (const std::size_t i : chosen) good[i] = 1;
  GoodTrials parted;
  double most = 0;
  for (std::size_t i = 0; i < ended.size(); ++i)
    if (good[i] && objectives > 1) most = std::max(most, weight[i]);
  for (std::size_t i = 0; i < ended.size(); ++i) {
    (good[i] ? parted.good : parted.others).push_back(ended[i]);
    if (good[i] && objectives > 1)
      parted.weights.push_back(most > 0 ? std::max(weight[i] / most, 1e-12) : 1.0);
  }
  return parted;
}

}  // namespace
