// Connections: what a spike of each source adds to the input of a layer.
#pragma once
#include <span>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

class Connection : public Plugin {
 public:
  static constexpr const char* kind = "connection";
  struct Ends {
    std::vector<int> source, target;  // shapes
    int channels = 1;                 // of the target's neurons
    int sources() const { return product(source); }
    int targets() const { return product(target); }
    static int product(const std::vector<int>& shape) {
      int n = 1;
      for (int s : shape) n *= s;
      return n;
    }
  };
  // The target's shape where the source's determines it; empty: any.
  virtual std::vector<int> target_shape(const std::vector<int>&) const { return {}; }
  // The shape of a parameter, by its name; empty: unused.
  virtual std::vector<int> shape(const std::string& parameter, const Ends& ends) const = 0;
  // How many sources act on one target: what initialisers scale by.
  virtual int fan_in(const Ends& ends) const { return ends.sources(); }
  // Numbers of the parameters in the order of the declaration, each in its own shape.
  using Parameters = std::span<const std::span<const double>>;
  using Gradients = std::span<const std::span<double>>;
  // rows[source][channel][stride]: what a spike adds. The padding is left alone.
  virtual void rows(Parameters parameters, const Ends& ends, double* rows, int stride) const = 0;
  // Rows are linear in the parameters: from dL/d(rows), dL/d(parameters) is added; a parameter that is not trained has an empty span.
  virtual void rows_back(const Ends& ends, const double* rows, int stride, Gradients gradients) const = 0;
  // The parameter (by its place) that is added to every target's input once per step on the clock; -1: none.
  virtual int bias_parameter() const { return -1; }
};

}  // namespace snnflow
