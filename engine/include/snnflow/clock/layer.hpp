// The border of a layer on a clock: plain spans over a stretch of steps, one virtual call each way.
// A lane is a neuron of one sample: one sample's neurons, or those of several samples side by side.
#pragma once
#include <memory>
#include <span>

namespace snnflow {

// The layer's numbers, valid until the next bind(): [parameter][lanes] and [state][lanes] (NaN: as the neuron begins).
template <class R>
struct ClockBinding {
  const double* parameters = nullptr;
  const double* initial = nullptr;
  double dt = 1;  // ms
};

// Rows have `lanes` numbers. Spiking neurons leave u, the distance to the threshold at which each step was decided;
// a readout's output is its first state.
template <class R>
struct ClockForward {
  int from = 0, steps = 0;      // steps [from, from + steps) of the run
  const R* input = nullptr;     // [step][channel][lanes]
  R* distance = nullptr;        // [step][lanes], written by spiking neurons
  R* output = nullptr;          // [step][lanes]: spikes (0 or 1), or the readout's trace
  R* states = nullptr;          // [from + steps + 1][state][lanes]: states before each step; row `from` is given
};

template <class R>
struct ClockBackward {
  int from = 0, steps = 0;
  const R* input = nullptr;           // as it was forwards
  const R* distance = nullptr;
  const R* slope = nullptr;           // [step][lanes]: d(spike)/d(distance), the surrogate's
  const R* output_gradient = nullptr; // [step][lanes]
  R* input_gradient = nullptr;        // [step][channel][lanes], written
  const R* states = nullptr;
  R* co_state = nullptr;              // [state][lanes]: dL/d(state) after the last step; before the first, afterwards
  double* parameter_gradient = nullptr;  // [parameter][lanes], added to; null where none is trained
};

template <class R>
class ClockLayer {
 public:
  virtual ~ClockLayer() = default;
  virtual void bind(const ClockBinding<R>& binding) = 0;
  // Writes the states at t = 0.
  virtual void begin(R* states) const = 0;
  virtual void forward(const ClockForward<R>& pass) = 0;
  virtual void backward(const ClockBackward<R>& pass) = 0;
};

}  // namespace snnflow
