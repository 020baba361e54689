// The border of a layer on a clock: plain spans over a stretch of steps, one virtual call each way.
// A row holds `samples` samples of `stride` numbers each, of which the first `units` count.
#pragma once
#include <cstdint>
#include <memory>

namespace snnflow {

// Rows of a layer on the clock are padded to this, whatever the level; never a power of two that large, so that rows
// do not fall on each other in the cache.
constexpr int clock_stride(int units) {
  const int padded = (units + 15) / 16 * 16;
  return padded % 128 == 0 ? padded + 16 : padded;
}

struct ClockLayerShape {
  int units = 0, stride = 0;
  int samples = 1;       // at most, side by side
  bool shared = true;    // all units have the same parameters, and none is learned
  double dt = 1;         // ms
};

// The layer's numbers, valid until the next bind().
struct ClockBinding {
  const double* parameters = nullptr;  // [parameter][stride]
  const double* initial = nullptr;     // [state][stride]; NaN: as the neuron begins
};

// Steps [from, to) of the run. Arrays begin at step 0 unless they say otherwise; those of the input have a plane
// [step][row] for each channel, `plane` numbers apart.
struct ClockSpan {
  int from = 0, to = 0, samples = 1;
  std::int64_t plane = 0;
};

template <class R>
struct ClockForward {
  ClockSpan span;
  const R* input = nullptr;            // [channel][step][row]
  R* states = nullptr;                 // [step + 1][state][row]: before each step; row `from` is given
  std::uint16_t* spikes = nullptr;     // [step][row / 16]: a bit for each number of a row; null for readouts
  R* distance = nullptr;               // [step][row]: u at which each spike was decided; may be null
};

template <class R>
struct ClockBackward {
  ClockSpan span;
  const R* states = nullptr;
  R* input = nullptr;                  // as it was forwards; becomes dL/d(input)
  const R* slope = nullptr;            // [step - from][row]: the surrogate's at u
  const R* output_gradient = nullptr;  // [step - from][row]: dL/d(spike), or dL/d(trace) of a readout
  const R* distance_gradient = nullptr;  // [step - from][row]: dL/du besides; may be null
  R* co_state = nullptr;               // [state][row]: dL/d(state) after the last step; then before the first
};

// Derivatives along one direction, with the same spikes and slopes: for checks of backward().
template <class R>
struct ClockTangent {
  ClockSpan span;
  const double* parameter_tangent = nullptr;  // [parameter][stride]
  const double* initial_tangent = nullptr;    // [state][stride]; read where the file gave the state, and the span begins at 0
  const R* input = nullptr;
  const R* input_tangent = nullptr;    // as input
  const R* states = nullptr;
  const R* slope = nullptr;            // [step][row]
  R* state_tangent = nullptr;          // as states; row `from` is given, unless that is 0
  R* spike_tangent = nullptr;          // [step][row], written; null for readouts
  R* distance_tangent = nullptr;       // [step][row], written; null for readouts
};

template <class R>
class ClockLayer {
 public:
  virtual ~ClockLayer() = default;
  virtual void bind(const ClockBinding& binding) = 0;
  // Writes the states before step 0.
  virtual void begin(R* states, int samples) const = 0;
  virtual void forward(const ClockForward<R>& pass) const = 0;
  // Where the neuron fires first: the spikes of one step, from the states before it.
  virtual void fire(const R* states, int samples, std::uint16_t* spikes) const = 0;
  // u, the distance to the threshold at which each step decided: [step - from][row].
  virtual void distances(const ClockSpan& span, const R* states, const R* input, R* u) const = 0;
  // The distance to the threshold in a given state: [row]. What a step that begins there begins from.
  virtual void distance(const R* states, int samples, R* u) const = 0;
  virtual void backward(const ClockBackward<R>& pass) = 0;
  // Where the neuron fires first: dL/d(input) of one step, from the co-states after it, before the rest is known.
  virtual void input_gradient(const ClockBackward<R>& pass, R* gradient) const = 0;  // [channel][row]
  // What backward() has summed, and begins anew: added to [parameter][stride] and [state][stride]; may be null.
  // co_state: dL/d(state) before step 0.
  virtual void collect(const R* co_state, int samples, double* parameters, double* initial) = 0;
  virtual void tangent(const ClockTangent<R>& pass) const = 0;
};

}  // namespace snnflow
