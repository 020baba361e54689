// Optimisers: gradients to updates; schedules: how the step size changes; initialisers: what a parameter starts from.
#pragma once
#include <span>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

// One block of trained numbers.
struct Update {
  std::span<double> values;
  std::span<const double> gradient;
  std::span<double> memory;  // [slot][values.size()], zero before the first step
  std::int64_t step = 1;     // 1, 2, ...
  double factor = 1;         // of the learning rate: the schedule's, times the block's own
};

class Optimiser : public Plugin {
 public:
  static constexpr const char* kind = "optimiser";
  // How many numbers are remembered per parameter.
  virtual int slots() const = 0;
  virtual void update(const Update& update) const = 0;
};

class Schedule : public Plugin {
 public:
  static constexpr const char* kind = "schedule";
  // The factor of the learning rate after this many epochs or batches; may be between two.
  virtual double factor(double passed) const = 0;
};

class Initialiser : public Plugin {
 public:
  static constexpr const char* kind = "initialiser";
  struct Shape {
    int fan_in = 1, fan_out = 1;  // rows (sources) and columns (targets) of a matrix of weights
  };
  virtual void fill(std::span<double> values, const Shape& shape, Random& random) const = 0;
};

// The slope that stands for a spike's at distance u from the threshold, on the clock.
class Surrogate : public Plugin {
 public:
  static constexpr const char* kind = "surrogate";
  virtual void slope(std::span<const double> u, std::span<double> out) const = 0;
  virtual void slope(std::span<const float> u, std::span<float> out) const = 0;
};

}  // namespace snnflow
