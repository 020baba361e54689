// One walk over the spikes of a layer, or over its rows of answers.
#include "model/objective_view.hpp"

#include <algorithm>

namespace snnflow {

void EventReading::read(const TermSettings& settings, const std::vector<int>& units, Reads reads, const EventAsks::OfTerm& ask, const EventView& view) {
  reads_ = reads, looks_ = ask.looks, state_ = ask.state, window_ = ask.window, states_ = view.states, stride_ = view.stride;
  groups_ = int(units.size()) / settings.population;
  t_end_ = std::min(view.t_end, settings.until);
  const std::size_t seen = std::size_t(groups_);
  which_.assign(seen, -1);
  group_.assign(std::size_t(view.units), -1);
  for (std::size_t u = 0; u < units.size(); ++u) group_[std::size_t(units[u])] = int(u) / settings.population;
  values_.assign(seen * (reads == Reads::trace ? looks_.size() : 1), reads == Reads::first_spikes ? never : reads == Reads::maximum ? -never : 0.0);
  gradient_.assign(values_.size(), 0.0);
  if (reads == Reads::first_spikes || reads == Reads::counts) return read_spikes(settings, view);
  for (std::size_t u = 0; u < group_.size(); ++u) {
    if (group_[u] < 0) continue;
    const std::size_t g = std::size_t(group_[u]);
    if (reads == Reads::trace)
      for (std::size_t k = 0; k < looks_.size(); ++k) values_[k * seen + g] += view.output.observed[std::size_t((looks_[k] * states_ + state_) * stride_) + u];
    else if (const double x = view.output.windows[std::size_t(window_ * stride_) + u]; reads == Reads::integral) values_[g] += x;
    else if (which_[g] < 0 || x > values_[g]) values_[g] = x, which_[g] = int(u);
  }
}

void EventReading::read_spikes(const TermSettings& settings, const EventView& view) {
  const SpikeView& spikes = view.output.spikes;
  for (std::size_t s = 0; s < spikes.time.size(); ++s) {
    const int g = group_[std::size_t(spikes.unit[s])];
    if (g < 0 || spikes.time[s] < settings.from || spikes.time[s] > t_end_) continue;
    if (reads_ == Reads::counts) values_[std::size_t(g)] += 1;
    else if (which_[std::size_t(g)] < 0) {
      which_[std::size_t(g)] = int(s);
      values_[std::size_t(g)] = spikes.time[s];
    }
  }
}

void EventReading::pull(double factor, const EventPulls& into) const {
  const std::size_t seen = std::size_t(groups_);
  if (reads_ == Reads::first_spikes || reads_ == Reads::maximum) {
    double* pull = reads_ == Reads::maximum ? into.windows + window_ * stride_ : into.spikes.data();
    for (std::size_t g = 0; g < seen; ++g)
      if (which_[g] >= 0) pull[which_[g]] += factor * gradient_[g];
    return;
  }
  for (std::size_t u = 0; u < group_.size(); ++u) {
    if (group_[u] < 0) continue;
    const std::size_t g = std::size_t(group_[u]);
    if (reads_ == Reads::integral) into.windows[std::size_t(window_ * stride_) + u] += factor * gradient_[g];
    if (reads_ == Reads::trace)
      for (std::size_t k = 0; k < looks_.size(); ++k) into.observed[std::size_t((looks_[k] * states_ + state_) * stride_) + u] += factor * gradient_[k * seen + g];
  }
}

}  // namespace snnflow
