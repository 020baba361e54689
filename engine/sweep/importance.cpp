// Densities on a grid of cells; ranges in the coordinate that they are drawn in.
#include "sweep/importance.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
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

// One parameter in all trials that are compared.
struct Column {
  int cells = 0;
  bool choice = false;
  std::vector<int> cell;  // [trial]; -1: it was not there

  std::vector<std::size_t> there(std::span<const std::size_t> trials) const {
    std::vector<std::size_t> list;
    std::ranges::copy_if(trials, std::back_inserter(list), [&](std::size_t t) { return cell[t] >= 0; });
    return list;
  }
  // Pearson's divergence of the good trials' density from that of all. trials: with repetition; value[i] of
  // trials[i], smaller is better.
  double divergence(std::span<const std::size_t> trials, std::span<const double> value, double top) const {
    std::vector<std::size_t> order(trials.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return value[i]; });
    const auto good = std::max<std::size_t>(2, std::size_t(std::ceil(top * double(order.size()))));
    std::vector<double> all_counts(std::size_t(cells), 0.0), good_counts = all_counts;
    for (std::size_t r = 0; r < order.size(); ++r) {
      const auto c = std::size_t(cell[trials[order[r]]]);
      ++all_counts[c];
      if (r < good) ++good_counts[c];
    }
    const auto all = density_of(all_counts, choice), best = density_of(good_counts, choice);
    double sum = 0;
    for (std::size_t c = 0; c < all.size(); ++c) sum += (best[c] - all[c]) * (best[c] - all[c]) / all[c];
    return sum;
  }
};

std::vector<double> values_of(std::span<const std::size_t> trials, std::span<const double> value) {
  std::vector<double> list;
  for (const std::size_t t : trials) list.push_back(value[t]);
  return list;
}

// Divergences of all parameters in one sweep, as shares of their sum; nan where no trial had one.
struct Shares {
  std::vector<double> divergence, share;

  Shares(std::span<const Column> columns, std::span<const std::size_t> trials, std::span<const double> value,
         double top) {
    double sum = 0;
    for (const Column& column : columns) {
      const std::vector<std::size_t> there = column.there(trials);
      divergence.push_back(there.empty() ? none : column.divergence(there, values_of(there, value), top));
      if (!there.empty()) sum += divergence.back();
    }
    for (const double d : divergence) share.push_back(sum > 0 ? d / sum : none);
  }
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
};

// Between which 90 % of resampled shares lie. Trials that are drawn twice make densities sharper than those
// of the sweep, most of all in a small one, and shares more equal or less so: what that moves their median by
// is taken off.
void set_range(std::vector<double> shares, Importance& answer) {
  std::erase_if(shares, [](double x) { return std::isnan(x); });
  answer.low = answer.high = answer.share;
  if (shares.empty() || std::isnan(answer.share)) return;
  std::ranges::sort(shares);
  const auto at = [&](double q) { return shares[std::size_t(q * double(shares.size() - 1))]; };
  const double moved = at(0.5) - answer.share;
  answer.low = std::clamp(at(0.05) - moved, 0.0, 1.0), answer.high = std::clamp(at(0.95) - moved, 0.0, 1.0);
}

// How often shuffled values give as large a divergence.
double chance_of(const Column& column, std::span<const std::size_t> trials, std::vector<double> value,
                 double found, const ImportanceSettings& settings, KeyedRandom random) {
  int as_large = 0;
  for (int r = 0; r < settings.resamples; ++r) {
    for (std::size_t i = value.size(); i > 1; --i)
      std::swap(value[i - 1], value[std::size_t(random.below(i))]);
    as_large += column.divergence(trials, value, settings.top) >= found;
  }
  return (1 + as_large) / double(1 + settings.resamples);
}

}  // namespace

std::vector<Importance> importance(const Space& space, std::span<const SweepPoint> points,
                                   std::size_t objective, Direction direction,
                                   const ImportanceSettings& settings) {
  std::vector<const SweepPoint*> done;
  std::vector<double> value;
  for (const SweepPoint& p : points) {
    if (p.state != TrialState::done || p.objectives.size() <= objective ||
        std::isnan(p.objectives[objective]))
      continue;
    done.push_back(&p);
    value.push_back(direction == Direction::maximise ? -p.objectives[objective] : p.objectives[objective]);
  }
  std::vector<Column> columns;
  std::vector<Importance> answer(space.size());
  for (std::size_t d = 0; d < space.size(); ++d) {
    const Dimension& dimension = space.swept[d].dimension;
    Column& c =
        columns.emplace_back(Column{cells_of(dimension), dimension.kind == Dimension::Kind::choice, {}});
    for (const SweepPoint* p : done)
      c.cell.push_back(std::isnan(p->point[d]) ? -1 : cell_of(dimension, p->point[d], c.cells));
    const auto there = c.cell.size() - std::size_t(std::ranges::count(c.cell, -1));
    answer[d].path = space.swept[d].path, answer[d].trials = std::int64_t(there);
    if (there < least_trials) std::ranges::fill(c.cell, -1);
  }

  std::vector<std::size_t> all(done.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  const Shares found(columns, all, value, settings.top);
  std::vector<std::vector<double>> resampled(space.size());
  KeyedRandom random(settings.seed, "sweep", "importance");
  for (int r = 0; r < settings.resamples && !done.empty(); ++r) {
    std::vector<std::size_t> picked(done.size());
    for (auto& i : picked) i = std::size_t(random.below(done.size()));
    const Shares shares(columns, picked, value, settings.top);
    for (std::size_t d = 0; d < space.size(); ++d) resampled[d].push_back(shares.share[d]);
  }
  for (std::size_t d = 0; d < space.size(); ++d) {
    answer[d].share = found.share[d];
    set_range(std::move(resampled[d]), answer[d]);
    const std::vector<std::size_t> there = columns[d].there(all);
    if (there.empty()) continue;
    answer[d].chance = chance_of(columns[d], there, values_of(there, value), found.divergence[d], settings,
                                 KeyedRandom(settings.seed, "sweep", "importance, shuffled", d));
  }
  return answer;
}

}  // namespace snnflow
