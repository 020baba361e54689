// The border of a feed-forward layer in continuous time: one virtual call per layer and sample, plain spans both ways.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

namespace snnflow {

// Rows of a layer in continuous time are padded to this many numbers, whatever the level.
constexpr int event_stride(int units) { return (units + 7) / 8 * 8; }

// Spikes of one sample, in order of time (ms); ties by unit.
struct SpikeView {
  std::span<const double> time;
  std::span<const int> unit;
};

// The layer's numbers, valid until the next bind(). Rows have `stride` doubles, of which the first `units` count.
struct EventBinding {
  const double* parameters = nullptr;  // [parameter][stride]
  const double* initial = nullptr;     // [state][stride]; NaN: as the neuron begins
  const double* weights = nullptr;     // [source][channel][stride]
};

// What is asked of a state over a stretch of time.
struct EventWindow {
  enum class Ask { integral, maximum };
  Ask ask = Ask::integral;
  int state = 0;
  double from = 0, until = 0;  // ms
  bool operator==(const EventWindow&) const = default;
};

struct EventInput {
  SpikeView spikes;  // who fired, as a source number
  double t_end = 0;  // the last moment, included
  std::span<const double> observe = {};  // ascending times at which the states are asked for
  std::span<const EventWindow> windows = {};
};

struct EventOutput {
  SpikeView spikes;
  const double* observed = nullptr;  // [observation][state][stride], right-continuous
  const double* windows = nullptr;   // [window][stride]: the integral (times ms) or the largest value
};

// What dL/d(output) was given, and where dL/d(numbers) is to be added. Null where not wanted.
struct EventPull {
  std::span<const double> spikes;      // dL/dt of each spike of the output
  const double* observed = nullptr;    // [observation][state][stride]
  const double* windows = nullptr;     // [window][stride]
  double min_slope = 0;                // of distance(), per ms: slower crossings are divided by this and counted
  double* weights = nullptr;           // [source][channel][stride], added to
  std::span<double> inputs = {};       // dL/dt of each input spike, written
  double* parameters = nullptr;        // [parameter][stride], added to
  double* initial = nullptr;           // [state][stride], added to
};

// One layer for one worker: forward() keeps what backward() needs.
class EventLayer {
 public:
  virtual ~EventLayer() = default;
  virtual void bind(const EventBinding& binding) = 0;
  virtual EventOutput forward(const EventInput& input) = 0;
  // Returns how many crossings were slower than min_slope.
  virtual int backward(const EventPull& pull) = 0;
};

struct EventLayerShape {
  int units = 0, stride = 0;
  bool shared = true;  // all units have the same parameters, and none is learned
  std::uint64_t learned = 0;  // a bit for each parameter whose gradient is wanted; beyond the last bit, all are
  bool windows = false;       // integrals or largest values of the first state will be asked for
  bool learns(int parameter) const { return parameter >= 64 || (learned >> parameter & 1) != 0; }
};

}  // namespace snnflow
