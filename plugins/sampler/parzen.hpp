// A mixture of kernels over dimensions, one kernel for each point seen and one for what was believed before:
// the density that TPE draws from and compares (Bergstra et al. 2011; as Optuna's multivariate estimator).
#pragma once
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <snnflow/plugin_base.hpp>
#include <snnflow/search_space.hpp>

#include "kernel_widths.hpp"
#include "normal_mass.hpp"

namespace {

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
    std::vector<double> answer, log_kernel, mass;  // a kernel is exp(log_kernel) mass
    std::vector<std::size_t> kept;
    std::vector<std::map<double, std::vector<double>>> seen(axes_.size());  // few values, many points
    for (const auto& point : points) {
      log_kernel = log_weights_;
      for (std::size_t d = 0; d < axes_.size(); ++d)
        if (!axes_[d].of->discrete()) add_density(axes_[d], point[d], log_kernel);
      keep_what_counts(point, log_kernel, kept);
      mass.assign(kept.size(), 1.0);
      for (std::size_t d = 0; d < axes_.size(); ++d) {
        if (!axes_[d].of->discrete()) continue;
        std::vector<double> here;
        const bool all = kept.size() == log_weights_.size();
        std::vector<double>& row = all ? seen[d][point[d]] : here;
        if (row.empty()) row = masses(axes_[d], point[d], kept);
        each_pack(
            mass, [](PackD m, PackD r) { return m * r; }, mass, row);
      }
      const double most = largest(log_kernel);
      each_pack(
          mass, [&](PackD log, PackD m) { return exp(log - most) * m; }, log_kernel, mass);
      answer.push_back(most + std::log(std::max(sum_of(mass), 1e-300)));
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
  static Axis choice_axis(const Dimension& dimension, std::span<const double> column, double prior_weight) {
    Axis axis{&dimension, {}, {}, {}, {}, 0, 0};
    const double choices = double(dimension.count()), each = prior_weight / double(column.size() + 1);
    axis.hit = (1 + each) / (1 + choices * each);
    axis.miss = each / (1 + choices * each);
    for (const double x : column) axis.chosen.push_back(int(x));
    axis.chosen.push_back(-1);
    return axis;
  }

  static Axis number_axis(const Dimension& dimension, std::span<const double> column) {
    const double low = dimension.lower(), high = dimension.upper(), range = high - low;
    const std::size_t n = column.size();
    Axis axis{&dimension, {}, {}, {}, {}, 0, 0};
    axis.center.resize(n);
    each_pack(
        axis.center, [&](PackD x) { return dimension.log ? log(x) : x; }, column);
    std::vector<double> width = kernel_widths(axis.center, low, high);
    axis.center.push_back((low + high) / 2), width.push_back(range);
    axis.inverse_width.resize(n + 1), axis.scale.resize(n + 1);
    each_pack(
        axis.inverse_width, [](PackD w) { return 1.0 / w; }, width);
    std::vector<double> inside(n + 1);
    normal_masses(low, high, axis.center, axis.inverse_width, inside);
    if (dimension.discrete())
      each_pack(
          axis.scale, [](PackD mass) { return 1.0 / mass; }, inside);
    else
      each_pack(
          axis.scale, [](PackD mass, PackD w) { return -log(mass * w * std::sqrt(2 * snnflow::pi)); }, inside,
          width);
    return axis;
  }

  // Of a range without steps.
  static void add_density(const Axis& axis, double x, std::vector<double>& log_kernel) {
    const double at = axis.of->inner(x);
    each_pack(
        log_kernel,
        [&](PackD log, PackD center, PackD inverse, PackD scale) {
          const PackD z = (at - center) * inverse;
          return log + (scale - 0.5 * z * z);
        },
        log_kernel, axis.center, axis.inverse_width, axis.scale);
  }

  // The prior's kernel, the last, is nowhere without weight: what is far below it, even where its values have
  // all of its mass, does not count. Leaves of log_kernel what does, and whose it is.
  void keep_what_counts(std::span<const double> point, std::vector<double>& log_kernel,
                        std::vector<std::size_t>& kept) const {
    constexpr double nothing = 50;  // exp(-50), of ten thousand kernels, is beyond a double's last bit
    const std::size_t prior = log_kernel.size() - 1;
    double least = log_kernel[prior] - nothing;
    for (std::size_t d = 0; d < axes_.size(); ++d)
      if (axes_[d].of->discrete())
        least += std::log(std::max(masses(axes_[d], point[d], std::array{prior})[0], 1e-300));
    kept.resize(log_kernel.size());
    std::size_t count = 0;
    for (std::size_t k = 0; k < log_kernel.size(); ++k) {
      kept[count] = k, log_kernel[count] = log_kernel[k];
      count += log_kernel[k] > least;
    }
    kept.resize(count), log_kernel.resize(count);
  }

  // The probability of a value by some of the kernels.
  static std::vector<double> masses(const Axis& axis, double x, std::span<const std::size_t> kernels) {
    const Dimension& d = *axis.of;
    std::vector<double> mass(kernels.size());
    if (d.kind == Dimension::Kind::choice) {
      for (std::size_t i = 0; i < kernels.size(); ++i) {
        const int chosen = axis.chosen[kernels[i]];
        mass[i] = chosen < 0 ? 1 / double(d.count()) : chosen == int(x) ? axis.hit : axis.miss;
      }
      return mass;
    }
    std::vector<double> center(kernels.size()), inverse(kernels.size()), scale(kernels.size());
    for (std::size_t i = 0; i < kernels.size(); ++i)
      center[i] = axis.center[kernels[i]], inverse[i] = axis.inverse_width[kernels[i]],
      scale[i] = axis.scale[kernels[i]];
    normal_masses(d.outer(x, -1), d.outer(x, 1), center, inverse, mass);
    each_pack(
        mass, [](PackD m, PackD s) { return m * s; }, mass, scale);
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
