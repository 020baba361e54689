// What `snnflow try neuron` is given, as a problem for the exact engine.
#pragma once
#include "port/try_plugin.hpp"

namespace snnflow {

struct Wiring {
  std::size_t inputs = 0, units = 0, channels = 1;
  bool recurrent = false;
};

// Weights, delays and input spikes; `wiring.channels` is set. What cannot be is an Error at its place.
void read_wiring(const JsonIn& in, Wiring& wiring, ExactProblem& problem);
// Of the units that read_wiring() found: a number for all of them, or one per unit.
void read_parameters(const Trial& trial, const JsonIn& in, ExactProblem& problem);
void read_initial(const Trial& trial, const JsonIn& in, ExactProblem& problem);

}  // namespace snnflow
