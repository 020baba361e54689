// What a term sees of a layer in continuous time: windows, chosen units, populations; and the way back.
#pragma once
#include "model/event_asks.hpp"
#include "snnflow/event/layer.hpp"

namespace snnflow {

// A layer's answer to one sample.
struct EventView {
  EventOutput output;
  int units = 0, states = 0, stride = 0;
  double t_end = 0;
};
// dL/d(answer), all of it added to.
struct EventPulls {
  std::span<double> spikes;
  double* observed = nullptr;  // [time][state][stride]
  double* windows = nullptr;   // [window][stride]
};

// First spike times, counts, integrals, largest values or states at moments, of the units that a term looks at. Units of
// one group: the first of all spikes, the largest of all values, sums of the rest.
class EventReading {
 public:
  void read(const TermSettings& settings, const std::vector<int>& units, Reads reads, const EventAsks::OfTerm& ask, const EventView& view);
  Readout readout() const { return {values_, groups_, reads_ == Reads::trace ? int(looks_.size()) : 1, t_end_, 1}; }
  std::span<double> gradient() { return gradient_; }
  // Adds the gradient, times a factor.
  void pull(double factor, const EventPulls& into) const;

 private:
  void read_spikes(const TermSettings& settings, const EventView& view);
  std::vector<double> values_, gradient_;
  std::vector<int> group_;  // [unit of the layer]; -1: not looked at
  std::vector<int> which_;  // [group]: whose spike or value it is; -1: nobody's
  std::vector<int> looks_;
  Reads reads_ = Reads::first_spikes;
  int groups_ = 0, states_ = 0, stride_ = 0, state_ = 0, window_ = -1;
  double t_end_ = 0;
};

}  // namespace snnflow
