// What a term sees of one sample of a layer on a clock: traces, counts or spike times; windows, units, populations; and
// the way back to spikes, traces and distances.
#pragma once
#include <cstdint>

#include "plan/plan.hpp"

namespace snnflow {

// Where a sample's numbers are. A readout's trace is its first state after each step.
template <class R>
struct ClockView {
  int steps = 0, stride = 0;
  std::size_t row = 0, offset = 0;        // numbers of a row; where the sample's begin
  std::size_t state_row = 0;              // numbers of a row of states
  const R* states = nullptr;
  const std::uint16_t* bits = nullptr;    // null for readouts
  const R *decided = nullptr, *begun = nullptr;  // [step][row]: distance at the decision, and where its step began
  bool interpolated = false;              // spike times lie between steps: neurons in continuous time
  double dt = 1;
  bool fired(int step, int unit) const {
    const std::size_t at = std::size_t(step) * row + offset + std::size_t(unit);
    return bits[at / 16] >> (at % 16) & 1;
  }
  double trace(int step, int unit) const { return double(states[std::size_t(step + 1) * state_row + offset + std::size_t(unit)]); }
  // ms; linear between the two distances around the crossing.
  double time(int step, int unit) const;
  // The rise of the distance, per ms, at a spike.
  double rise(int step, int unit) const;
};

template <class R>
class ClockReading {
 public:
  void read(const TermSettings& settings, const std::vector<int>& units, Reads reads, const ClockView<R>& view);
  Readout readout() const { return {values_, groups_, reads_ == Reads::trace ? steps_seen() : 1, end_, dt_}; }
  std::span<double> gradient() { return gradient_; }
  // Adds factor times the gradient: to spikes or traces (outer), or to distances (nudge); both [step][row]. Answers how
  // many rises were below min_slope.
  int pull(double factor, double min_slope, const ClockView<R>& view, R* outer, R* nudge) const;

 private:
  int steps_seen() const { return moments_.empty() ? to_ - from_ : int(moments_.size()); }
  int step(int k) const { return moments_.empty() ? from_ + k : moments_[std::size_t(k)]; }
  std::vector<double> values_, gradient_;
  std::vector<int> which_;  // the step of the first spike, and its unit; -1: none
  std::vector<int> unit_of_;
  std::vector<int> units_, moments_;  // moments_: the steps of a trace, where the file names them
  Reads reads_ = Reads::trace;
  int groups_ = 0, population_ = 1, from_ = 0, to_ = 0;
  bool neighbours_ = false;  // the units follow each other, each its own group
  double end_ = 0, dt_ = 1;
};

}  // namespace snnflow
