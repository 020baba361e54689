// Losses, metrics and regularisers: what is asked of a network's output, and of the activity on the way to it.
#pragma once
#include <span>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

// What a loss or metric sees of the readout.
enum class Reads {
  first_spikes,  // [unit], ms; never where the unit is silent
  counts,        // [unit], spikes in the window
  trace,         // [step][unit]: a state, or 0 and 1 for spikes; in continuous time the steps are moments that the file names
  integral,      // [unit], of a trace over the window, ms
  maximum        // [unit], of a trace in the window
};

struct Readout {
  std::span<const double> values;
  int units = 0, steps = 1;
  double t_end = 0;  // ms, the window's end
  double dt = 1;     // ms, of a step on a clock; 1 in continuous time
};

// Labels (from 0), or numbers.
struct Target {
  int label = -1;
  std::span<const double> numbers;
};

class Loss : public Plugin {
 public:
  static constexpr const char* kind = "loss";
  virtual Reads reads() const = 0;
  virtual bool wants_labels() const { return true; }
  // The loss of one sample; d(loss)/d(values) is written to gradient, of the same size. The engine takes the mean.
  virtual double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const = 0;
};

class Metric : public Plugin {
 public:
  static constexpr const char* kind = "metric";
  struct Verdict {
    double score, prediction;
  };
  virtual Reads reads() const = 0;
  virtual bool wants_labels() const { return true; }
  virtual Verdict judge(const Readout& readout, const Target& target) const = 0;
  // What is reported, from the mean score.
  virtual double finish(double mean) const { return mean; }
  virtual bool more_is_better() const { return true; }
};

// The activity of one layer: [sample][unit].
struct Activity {
  std::span<const double> count;   // spikes
  std::span<const double> charge;  // sum of the weights that arrived
  std::span<const Target> targets;
  int units = 0;
  int batch = 0;  // the whole batch's size: what a mean over samples divides by
  int samples() const { return int(targets.size()); }
};

class Regulariser : public Plugin {
 public:
  static constexpr const char* kind = "regulariser";
  enum class Over { sample, batch };
  // Over::sample: evaluate() is called with one sample after the other; Over::batch: with all at once.
  virtual Over over() const = 0;
  // Whether it gives a gradient on counts, which exists on the clock only.
  virtual bool pulls_counts() const { return true; }
  virtual bool reads_charge() const { return false; }
  virtual bool wants_labels() const { return false; }
  // The share of the batch's term that these samples bring; gradients, of the activity's shape, are written.
  virtual double evaluate(const Activity& activity, std::span<double> count_gradient,
                          std::span<double> charge_gradient) const = 0;
};

}  // namespace snnflow
