// One walk over the spikes of a layer.
#include "model/objective_view.hpp"

#include <algorithm>

namespace snnflow {

void SpikeReading::read(const TermSettings& settings, const std::vector<int>& units, int layer_units, Reads reads, SpikeView spikes, double t_end) {
  const std::size_t seen = units.size() / std::size_t(settings.population);
  t_end_ = std::min(t_end, settings.until);
  values_.assign(seen, reads == Reads::first_spikes ? never : 0.0);
  gradient_.assign(seen, 0.0);
  which_.assign(seen, -1);
  group_.assign(std::size_t(layer_units), -1);
  for (std::size_t u = 0; u < units.size(); ++u) group_[std::size_t(units[u])] = int(u) / settings.population;
  for (std::size_t s = 0; s < spikes.time.size(); ++s) {
    const int g = group_[std::size_t(spikes.unit[s])];
    if (g < 0 || spikes.time[s] < settings.from || spikes.time[s] > t_end_) continue;
    if (reads == Reads::counts) values_[std::size_t(g)] += 1;
    else if (which_[std::size_t(g)] < 0) {
      which_[std::size_t(g)] = int(s);
      values_[std::size_t(g)] = spikes.time[s];
    }
  }
}

void SpikeReading::pull(double factor, std::span<double> spikes) const {
  for (std::size_t g = 0; g < which_.size(); ++g)
    if (which_[g] >= 0) spikes[std::size_t(which_[g])] += factor * gradient_[g];
}

}  // namespace snnflow
