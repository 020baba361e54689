// The border of the exact event engine: any wiring of neurons of one kind, any delays, every output with its gradient.
// One neuron at a time and slow; made to be right. The fast engines are tested against it.
#pragma once
#include <array>
#include <limits>
#include <memory>
#include <vector>

namespace snnflow {

inline constexpr int most_channels = 3;
inline constexpr double unset = std::numeric_limits<double>::quiet_NaN();

struct ExactProblem {
  struct Synapse {
    int from, to;  // from < 0: input channel -1-from
    double delay;  // ms
    std::array<double, most_channels> weight;
  };
  struct Input {
    double t;  // ms
    int channel;
  };
  int units = 1;
  double t_end = 0;
  std::vector<std::vector<double>> parameters;  // [parameter][unit]
  std::vector<std::vector<double>> initial;     // [state][unit]; unset: as the neuron begins
  std::vector<Synapse> synapses;
  std::vector<Input> inputs;
  std::vector<double> observe;  // times at which all states are asked for
  struct Window {
    double from = 0, until = std::numeric_limits<double>::infinity();
    bool integrals = true, maxima = true;  // of all states
  };
  std::vector<Window> windows;     // stretches of time that are asked about
  bool trust = true;               // false: prove every crossing, believe no promise of the author
};

struct ExactSpike {
  double t;
  int unit;
};

struct ExactAnswer {
  struct Maximum {
    double t = 0, value = 0;
  };
  std::vector<ExactSpike> spikes;                                // in order of time
  std::vector<std::vector<std::vector<double>>> observed;        // [state][observation][unit], right-continuous
  std::vector<std::vector<std::vector<double>>> integrals;       // [window][state][unit]
  std::vector<std::vector<std::vector<Maximum>>> maxima;         // [window][state][unit]
};

// dL/d(answer); empty vectors mean zero.
struct ExactPull {
  std::vector<double> spikes;  // one per spike
  std::vector<std::vector<std::vector<double>>> observed;
  std::vector<std::vector<std::vector<double>>> integrals, maxima;
  double min_slope = 0;  // ms^-1: a crossing that rises slower is divided by this instead, and counted
};

struct ExactGradient {
  std::vector<std::vector<double>> parameters, initial;                  // as in the problem
  std::vector<std::array<double, most_channels>> weights;                // per synapse
  std::vector<double> delays, inputs;                                    // per synapse, per input spike
  int clipped = 0;                                                       // crossings slower than min_slope
};

class ExactNetwork {
 public:
  virtual ~ExactNetwork() = default;
  // Keeps what backward() needs until the next call.
  virtual ExactAnswer forward(const ExactProblem& problem) = 0;
  virtual ExactGradient backward(const ExactPull& pull) = 0;
  // v where it is no state but follows from them: its value and its slopes there; false: there is no such thing.
  virtual bool potential(const double* parameters, const double* states, double& v, double* slopes) const = 0;
};

}  // namespace snnflow
