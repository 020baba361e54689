// What the table of one swept path may say; declared as all tables of the language are.
#pragma once
#include "snnflow/about.hpp"

namespace snnflow {

/// One entry of [sweep.space].
struct DimensionSettings {
  std::vector<double> real, whole;
  Value choice, when;
  bool log = false;
  double step = 0;
  int points = 0;

  static constexpr auto about() {
    using M = DimensionSettings;
    return snnflow::about(
        "dimension", "What one path of a sweep may be: exactly one of float, int and choice.",
        param("float", &M::real).optional().doc("Real numbers from the first to the second, both included."),
        param("int", &M::whole).optional().doc("Whole numbers from the first to the second, both included."),
        param("choice", &M::choice).optional().doc("One of these values."),
        param("log", &M::log).doc("Even in the logarithm; not with a step."),
        param("step", &M::step).optional().above(0).doc("Between values; both ends are values."),
        param("points", &M::points)
            .optional()
            .at_least(1)
            .doc("How many values the sampler grid takes from a range without a step."),
        param("when", &M::when)
            .optional()
            .doc("Paths and the values (or lists of values) under which this path is there at all."));
  }
};

}  // namespace snnflow
