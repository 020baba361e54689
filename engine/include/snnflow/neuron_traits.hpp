// What a neuron can do, as the registry knows it before any network is made.
#pragma once

namespace snnflow {

struct NeuronTraits {
  int channels = 1;         // numbers that a synapse carries
  bool spikes = true;       // false: a readout, whose first state is its output
  bool continuous = false;  // runs in continuous time
  bool lanes = false;       // ... by the fast engine
  bool windows = false;     // ... which answers with integrals and largest values of its first state, too
  bool stepped = false;     // has steps of its own on a clock (otherwise: receive, flow, compare, reset)
  bool fires_first = false; // on a clock, from the old potential
  bool recurrent = false;   // expects a connection from the layer to itself
};

}  // namespace snnflow
