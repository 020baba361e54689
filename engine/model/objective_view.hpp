// What a term sees of a layer's spikes in continuous time: windows, chosen units, populations; and the way back.
#pragma once
#include "plan/plan.hpp"

namespace snnflow {

// First spike times, or counts, of the units that a term looks at.
class SpikeReading {
 public:
  // `which` of the layer's spikes each value comes from; -1: none.
  void read(const TermSettings& settings, const std::vector<int>& units, int layer_units, Reads reads, SpikeView spikes, double t_end);
  Readout readout() const { return {values_, int(values_.size()), 1, t_end_}; }
  std::span<double> gradient() { return gradient_; }
  // Adds the gradient of first spikes, times a factor, to dL/dt of the layer's spikes.
  void pull(double factor, std::span<double> spikes) const;

 private:
  std::vector<double> values_, gradient_;
  std::vector<int> which_, group_;
  double t_end_ = 0;
};

}  // namespace snnflow
