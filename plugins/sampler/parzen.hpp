// A mixture of kernels over dimensions, one kernel for each point seen and one for what was believed before:
// the density that TPE draws from and compares (Bergstra et al. 2011; as Optuna's multivariate estimator).
#pragma once
#include <cmath>
#include <map>
#include <numeric>
#include <snnflow/plugin_base.hpp>
#include <snnflow/search_space.hpp>

namespace {

// P(a < standard normal < b), exact in both tails, up to where no sum that it enters would notice.
inline double normal_between(double a, double b) {
  constexpr double root_half = 0.70710678118654752440, nowhere = 9;
  if (a > nowhere || b < -nowhere) return 0;
  if (a < -nowhere && b > nowhere) return 1;
  // Narrow ones, of which there are most, by the density in their middle: the next term is below 1e-9 of the
  // whole.
  if (const double w = b - a; w < 0.1) {
    const double z = (a + b) / 2, zz = z * z, ww = w * w;
    const double bend = 1 + ww * (zz - 1) / 24 + ww * ww * (zz * zz - 6 * zz + 3) / 1920;
    return 0.39894228040143267794 * w * std::exp(-0.5 * zz) * bend;
  }
  if (a > 0) return 0.5 * (std::erfc(a * root_half) - std::erfc(b * root_half));
  return 0.5 * (std::erfc(-b * root_half) - std::erfc(-a * root_half));
}

class Parzen {
 public:
  using Dimension = snnflow::Dimension;
  // columns: [dimension of the group][point]; weights: of the points and, last, of the prior.
  Parzen(std::span<const Dimension* const> group, std::span<const std::vector<double>> columns,
         std::span<const double> weights, double prior_weight = 1)
      : log_weights_(weights.size()), cumulated_(weights.size()) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double sum = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      log_weights_[k] = std::log(weights[k] / total);
      cumulated_[k] = sum += weights[k] / total;
    }
    for (std::size_t d = 0; d < group.size(); ++d)
      axes_.push_back(group[d]->kind == Dimension::Kind::choice
                          ? choice_axis(*group[d], columns[d], prior_weight)
                          : number_axis(*group[d], columns[d]));
  }

  // One kernel by its weight, then every dimension from that kernel.
  void draw(snnflow::Random& random, std::span<double> point) const {
    const double u = random.uniform();
    const auto k = std::min(std::size_t(std::ranges::upper_bound(cumulated_, u) - cumulated_.begin()),
                            cumulated_.size() - 1);
    for (std::size_t d = 0; d < axes_.size(); ++d) point[d] = draw(axes_[d], k, random);
  }

  // log of the mixture's density at each of these points.
  std::vector<double> log_density(std::span<const std::vector<double>> points) const {
    const std::size_t kernels = log_weights_.size();
    std::vector<double> answer, log_kernel, mass;  // a kernel is exp(log_kernel) mass
    std::vector<std::map<double, std::vector<double>>> seen(axes_.size());  // few values, many points
    for (const auto& point : points) {
      log_kernel = log_weights_, mass.assign(kernels, 1.0);
      for (std::size_t d = 0; d < axes_.size(); ++d) {
        if (!axes_[d].of->discrete()) {
          add_density(axes_[d], point[d], log_kernel);
          continue;
        }
        std::vector<double>& row = seen[d][point[d]];
        if (row.empty()) row = masses(axes_[d], point[d], kernels);
        for (std::size_t k = 0; k < kernels; ++k) mass[k] *= row[k];
      }
      // The prior's kernel, the last, is nowhere without weight: what is far below it does not count.
      const double most = *std::ranges::max_element(log_kernel), prior = log_kernel.back() - most;
      const double least = std::log(std::max(mass.back(), 1e-300)) + prior - nothing;
      double sum = 0;
      for (std::size_t k = 0; k < kernels; ++k)
        if (mass[k] > 0 && log_kernel[k] - most > least) sum += std::exp(log_kernel[k] - most) * mass[k];
      answer.push_back(most + std::log(std::max(sum, 1e-300)));
    }
    return answer;
  }

  struct Axis {
    const Dimension* of = nullptr;
    std::vector<double> center, inverse_width;  // [kernel]: mean, and one over the deviation
    std::vector<double> scale;  // [kernel]: log of the normaliser; of a discrete one the normaliser
    std::vector<int> chosen;    // [kernel] of a choice; -1: the prior
    double hit = 0, miss = 0;   // probability of the chosen one, of each other
  };
  const std::vector<Axis>& axes() const { return axes_; }

 private:
  static constexpr double nothing = 50;  // exp(-50), of ten thousand kernels, is beyond a double's last bit

  static Axis choice_axis(const Dimension& dimension, std::span<const double> column, double prior_weight) {
    Axis axis{&dimension, {}, {}, {}, {}, 0, 0};
    const double choices = double(dimension.count()), each = prior_weight / double(column.size() + 1);
    axis.hit = (1 + each) / (1 + choices * each);
    axis.miss = each / (1 + choices * each);
    for (const double x : column) axis.chosen.push_back(int(x));
    axis.chosen.push_back(-1);
    return axis;
  }

  // A kernel is as wide as the larger distance to its neighbours, the ends of the range among them.
  static Axis number_axis(const Dimension& dimension, std::span<const double> column) {
    const double low = dimension.lower(), high = dimension.upper(), range = high - low;
    const std::size_t n = column.size();
    Axis axis{&dimension, {}, {}, {}, {}, 0, 0};
    for (const double x : column) axis.center.push_back(dimension.inner(x));
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < n; ++i) order.emplace_back(axis.center[i], i);
    std::ranges::sort(order);
    std::vector<double> width(n);
    const double least = range / std::min(100.0, double(n + 2));
    for (std::size_t i = 0; i < n; ++i) {
      const double x = order[i].first;
      const double left = x - (i ? order[i - 1].first : low),
                   right = (i + 1 < n ? order[i + 1].first : high) - x;
      const bool inner_gap_only = n > 1 && (i == 0 || i + 1 == n);
      width[order[i].second] =
          std::clamp(inner_gap_only ? (i ? left : right) : std::max(left, right), least, range);
    }
    axis.center.push_back((low + high) / 2), width.push_back(range);
    for (std::size_t k = 0; k <= n; ++k) {
      const double inverse = 1 / width[k], m = axis.center[k];
      const double inside = normal_between((low - m) * inverse, (high - m) * inverse);
      axis.inverse_width.push_back(inverse);
      axis.scale.push_back(dimension.discrete() ? 1 / inside
                                                : -std::log(inside * width[k] * std::sqrt(2 * snnflow::pi)));
    }
    return axis;
  }

  // Of a range without steps.
  static void add_density(const Axis& axis, double x, std::span<double> log_kernel) {
    const double at = axis.of->inner(x);
    for (std::size_t k = 0; k < log_kernel.size(); ++k) {
      const double z = (at - axis.center[k]) * axis.inverse_width[k];
      log_kernel[k] += axis.scale[k] - 0.5 * z * z;
    }
  }

  // The probability of a value by each kernel.
  static std::vector<double> masses(const Axis& axis, double x, std::size_t kernels) {
    const Dimension& d = *axis.of;
    std::vector<double> mass(kernels);
    if (d.kind == Dimension::Kind::choice) {
      for (std::size_t k = 0; k < kernels; ++k)
        mass[k] = axis.chosen[k] < 0         ? 1 / double(d.count())
                  : axis.chosen[k] == int(x) ? axis.hit
                                             : axis.miss;
      return mass;
    }
    const double low = d.outer(x, -1), high = d.outer(x, 1);
    for (std::size_t k = 0; k < kernels; ++k)
      mass[k] = axis.scale[k] * normal_between((low - axis.center[k]) * axis.inverse_width[k],
                                               (high - axis.center[k]) * axis.inverse_width[k]);
    return mass;
  }

  static double draw(const Axis& axis, std::size_t k, snnflow::Random& random) {
    const Dimension& d = *axis.of;
    if (d.kind == Dimension::Kind::choice) {
      const double u = random.uniform();
      const auto choices = std::size_t(d.count());
      if (axis.chosen[k] < 0 || choices == 1) return d.at(u);
      if (u < axis.hit) return axis.chosen[k];
      const auto other =
          std::min(std::size_t((u - axis.hit) / (1 - axis.hit) * double(choices - 1)), choices - 2);
      return double(other + (other >= std::size_t(axis.chosen[k])));
    }
    // The center is within the range, and the width at most the range: at least a third of the draws fall
    // inside.
    const double low = d.lower(), high = d.upper();
    for (;;)
      if (const double x = axis.center[k] + random.normal() / axis.inverse_width[k]; x >= low && x <= high)
        return d.value(x);
  }

  std::vector<Axis> axes_;
  std::vector<double> log_weights_, cumulated_;
};

}  // namespace
