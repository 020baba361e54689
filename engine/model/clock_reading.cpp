// One walk over the steps of a window.
#include "model/clock_reading.hpp"

#include <algorithm>
#include <cmath>

namespace snnflow {

template <class R>
double ClockView<R>::time(int step, int unit) const {
  if (!interpolated || !decided) return step * dt;
  const std::size_t at = std::size_t(step) * row + offset + std::size_t(unit);
  const double before = double(begun[at]), after = double(decided[at]);
  return dt * (step + (before < 0 && after > before ? -before / (after - before) : 0.0));
}

template <class R>
double ClockView<R>::rise(int step, int unit) const {
  const std::size_t at = std::size_t(step) * row + offset + std::size_t(unit);
  return (double(decided[at]) - double(begun[at])) / dt;
}

template <class R>
void ClockReading<R>::read(const TermSettings& s, const std::vector<int>& units, Reads reads, const ClockView<R>& view) {
  reads_ = reads, units_ = units, population_ = s.population;
  neighbours_ = population_ == 1;
  for (std::size_t u = 0; u < units.size(); ++u) neighbours_ &= units[u] == units[0] + int(u);
  groups_ = int(units.size()) / s.population;
  from_ = std::clamp(int(std::floor(s.from / view.dt + 1e-9)), 0, view.steps);
  to_ = s.until < never ? std::clamp(int(std::ceil(s.until / view.dt - 1e-9)), from_, view.steps) : view.steps;
  end_ = to_ * view.dt, dt_ = view.dt;
  moments_.clear();
  for (double t : s.at) moments_.push_back(std::clamp(int(std::ceil(t / view.dt - 1e-9)) - 1, 0, view.steps - 1));  // what a step leaves is the state at its end
  const std::size_t groups = std::size_t(groups_);
  which_.assign(groups, -1);
  unit_of_.assign(groups, -1);
  if (reads == Reads::trace) {
    values_.assign(std::size_t(steps_seen()) * groups, 0.0);
    if (neighbours_ && !view.bits)  // the usual readout: rows as they are
      for (int k = 0; k < steps_seen(); ++k)
        std::copy_n(view.states + std::size_t(step(k) + 1) * view.state_row + view.offset + std::size_t(units[0]), groups, values_.begin() + std::ptrdiff_t(k) * std::ptrdiff_t(groups));
    else for (int k = 0; k < steps_seen(); ++k)
      for (std::size_t u = 0; u < units.size(); ++u)
        values_[std::size_t(k) * groups + u / std::size_t(population_)] += view.bits ? double(view.fired(step(k), units[u])) : view.trace(step(k), units[u]);
  } else if (reads == Reads::integral || reads == Reads::maximum) {
    values_.assign(groups, reads == Reads::maximum ? -never : 0.0);
    for (int t = from_; t < to_; ++t)
      for (std::size_t u = 0; u < units.size(); ++u) {
        const std::size_t g = u / std::size_t(population_);
        const double x = view.bits ? double(view.fired(t, units[u])) : view.trace(t, units[u]);
        if (reads == Reads::integral) values_[g] += x;
        else if (x > values_[g]) values_[g] = x, which_[g] = t, unit_of_[g] = units[u];
      }
    if (reads == Reads::integral)
      for (double& x : values_) x *= view.dt;
  } else {
    values_.assign(groups, reads == Reads::counts ? 0.0 : never);
    for (std::size_t u = 0; u < units.size(); ++u)
      for (int t = from_; t < to_; ++t) {
        if (!view.fired(t, units[u])) continue;
        const std::size_t g = u / std::size_t(population_);
        if (reads == Reads::counts) {
          values_[g] += 1;
          continue;
        }
        if (const double time = view.time(t, units[u]); time < values_[g]) values_[g] = time, which_[g] = t, unit_of_[g] = units[u];
        break;
      }
  }
  gradient_.assign(values_.size(), 0.0);
}

template <class R>
int ClockReading<R>::pull(double factor, double min_slope, const ClockView<R>& view, R* outer, R* nudge) const {
  const std::size_t groups = std::size_t(groups_);
  int clipped = 0;
  auto at = [&](int step, int unit) { return std::size_t(step) * view.row + view.offset + std::size_t(unit); };
  if (reads_ == Reads::first_spikes) {
    for (std::size_t g = 0; g < groups; ++g) {
      if (which_[g] < 0 || !nudge || gradient_[g] == 0) continue;
      double rise = view.rise(which_[g], unit_of_[g]);
      if (rise < min_slope) rise = min_slope, ++clipped;
      if (rise > 0) nudge[at(which_[g], unit_of_[g])] += R(-factor * gradient_[g] / rise);
    }
    return clipped;
  }
  if (reads_ == Reads::maximum) {
    for (std::size_t g = 0; g < groups; ++g)
      if (which_[g] >= 0) outer[at(which_[g], unit_of_[g])] += R(factor * gradient_[g]);
    return 0;
  }
  if (reads_ == Reads::trace && neighbours_) {
    for (int k = 0; k < steps_seen(); ++k) {
      R* row = outer + at(step(k), units_[0]);
      const double* g = gradient_.data() + std::size_t(k) * groups;
      for (std::size_t u = 0; u < groups; ++u) row[u] += R(factor * g[u]);
    }
    return 0;
  }
  for (int k = 0; k < (reads_ == Reads::trace ? steps_seen() : to_ - from_); ++k)
    for (std::size_t u = 0; u < units_.size(); ++u) {
      const std::size_t g = u / std::size_t(population_);
      const double x = reads_ == Reads::trace ? gradient_[std::size_t(k) * groups + g] : gradient_[g] * (reads_ == Reads::integral ? view.dt : 1.0);
      outer[at(reads_ == Reads::trace ? step(k) : from_ + k, units_[u])] += R(factor * x);
    }
  return 0;
}

template struct ClockView<float>;
template struct ClockView<double>;
template class ClockReading<float>;
template class ClockReading<double>;

}  // namespace snnflow
