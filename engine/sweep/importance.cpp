// Densities on a grid of cells; ranges in the coordinate that they are drawn in.
#include "sweep/importance.hpp"

#include <array>
#include <cmath>
#include <numeric>

#include "model/random.hpp"

namespace snnflow {
namespace {

constexpr int most_cells = 50;
constexpr std::size_t least_trials = 4;

int cells_of(const Dimension& d) {
  if (!d.discrete() || d.count() > most_cells) return most_cells;
  return int(d.count());
}

int cell_of(const Dimension& d, double x, int cells) {
  if (d.kind == Dimension::Kind::choice) return int(x);
  return std::clamp(int(d.place(x) * cells), 0, cells - 1);
}

// A density over cells from how many trials fell into each. Ranges are smoothed by truncated normals as wide
// as Scott's rule says; choices by nothing. One more trial, spread evenly, stands for what is not known.
std::vector<double> density_of(const std::vector<double>& counts, bool choice) {
  const auto cells = counts.size();
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
  std::vector<double> density(cells, 1.0 / double(cells));
  double mean = 0, square = 0;
  for (std::size_t c = 0; c < cells; ++c)
    mean += counts[c] * double(c) / n, square += counts[c] * double(c * c) / n;
  const double deviation = std::sqrt(std::max(square - mean * mean, 0.0));
  const double width = std::max(1.059 * deviation * std::pow(n, -0.2), 0.3);
  const auto phi = [&](double x) { return 0.5 * std::erfc(-x / width * std::sqrt(0.5)); };
  for (std::size_t k = 0; k < cells; ++k) {
    if (counts[k] == 0) continue;
    if (choice) {
      density[k] += counts[k];
      continue;
    }
    std::vector<double> edge(cells + 1);
    for (std::size_t c = 0; c <= cells; ++c) edge[c] = phi(double(c) - 0.5 - double(k));
    for (std::size_t c = 0; c < cells; ++c)
      density[c] += counts[k] * (edge[c + 1] - edge[c]) / (edge[cells] - edge[0]);
  }
  for (double& d : density) d /= n + 1;
  return density;
}

// The trials that had one parameter.
struct Column {
  int cells = 0;
  bool choice = false;
  std::vector<int> cell;
  std::vector<double> value;  // smaller is better

  // Pearson's divergence of the good trials' density from that of all, for trials `picked` (with repetition)
  // and values of the trials `valued`.
  double divergence(std::span<const std::size_t> picked, std::span<const std::size_t> valued,
                    double top) const {
    std::vector<std::size_t> order(picked.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return value[valued[i]]; });
    const auto good = std::max<std::size_t>(2, std::size_t(std::ceil(top * double(order.size()))));
    std::vector<double> all_counts(std::size_t(cells), 0.0), good_counts = all_counts;
    for (std::size_t r = 0; r < order.size(); ++r) {
      const auto c = std::size_t(cell[picked[order[r]]]);
      ++all_counts[c];
      if (r < good) ++good_counts[c];
    }
    const auto all = density_of(all_counts, choice), best = density_of(good_counts, choice);
    double sum = 0;
    for (std::size_t c = 0; c < all.size(); ++c) sum += (best[c] - all[c]) * (best[c] - all[c]) / all[c];
    return sum;
  }
};

}  // namespace

std::vector<Importance> importance(const Space& space, std::span<const SweepPoint> points,
                                   std::size_t objective, Direction direction,
                                   const ImportanceSettings& settings) {
  std::vector<Importance> answer(space.size());
  std::vector<std::vector<double>> resampled(space.size());
  double sum = 0;
  std::vector<double> sums(std::size_t(settings.resamples), 0.0), found(space.size(), 0.0);
  for (std::size_t d = 0; d < space.size(); ++d) {
    const Dimension& dimension = space.swept[d].dimension;
    Column column{cells_of(dimension), dimension.kind == Dimension::Kind::choice, {}, {}};
    for (const SweepPoint& p : points) {
      if (p.state != TrialState::done || p.objectives.size() <= objective ||
          std::isnan(p.objectives[objective]) || std::isnan(p.point[d]))
        continue;
      column.cell.push_back(cell_of(dimension, p.point[d], column.cells));
      column.value.push_back(direction == Direction::maximise ? -p.objectives[objective]
                                                              : p.objectives[objective]);
    }
    const std::size_t n = column.cell.size();
    answer[d].path = space.swept[d].path, answer[d].trials = std::int64_t(n);
    resampled[d].assign(sums.size(), 0.0);
    if (n < least_trials) continue;
    std::vector<std::size_t> all(n), picked(n), valued(n);
    std::iota(all.begin(), all.end(), std::size_t(0));
    sum += found[d] = column.divergence(all, all, settings.top);
    KeyedRandom random(settings.seed, "sweep", "importance", d);
    int as_large = 0;
    for (std::size_t r = 0; r < sums.size(); ++r) {
      for (auto& i : picked) i = std::size_t(random.below(n));
      sums[r] += resampled[d][r] = column.divergence(picked, picked, settings.top);
      valued = all;
      for (std::size_t i = n; i > 1; --i) std::swap(valued[i - 1], valued[std::size_t(random.below(i))]);
      as_large += column.divergence(all, valued, settings.top) >= found[d];
    }
    answer[d].chance = (1 + as_large) / double(1 + settings.resamples);
  }
  for (std::size_t d = 0; d < space.size(); ++d) {
    answer[d].share = sum > 0 ? found[d] / sum : std::numeric_limits<double>::quiet_NaN();
    for (std::size_t r = 0; r < sums.size(); ++r)
      resampled[d][r] = sums[r] > 0 ? resampled[d][r] / sums[r] : 0;
    std::ranges::sort(resampled[d]);
    const auto at = [&](double q) {
      return resampled[d].empty() ? answer[d].share
                                  : resampled[d][std::size_t(q * double(resampled[d].size() - 1))];
    };
    answer[d].low = at(0.05), answer[d].high = at(0.95);
  }
  return answer;
}

}  // namespace snnflow
