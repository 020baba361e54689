// All that a plugin includes, and the macro by which it enters the registry.
//
//   #include <snnflow/plugin.hpp>
//   namespace { template <class T> struct MyNeuron { ... }; }
//   SNNFLOW_PLUGIN(kit) { kit.neuron<MyNeuron>(); }      // or kit.add<MyLoss>() for any other kind
//
// A shared library built with snnflow_add_plugin() carries a stamp, which the registry reads before it loads any code.
// A plugin that is no neuron compiles faster with kit.hpp and the header of its kind instead of this one.
#pragma once
#include "snnflow/connection.hpp"
#include "snnflow/data.hpp"
#include "snnflow/kit.hpp"
#include "snnflow/neuron_kind.hpp"
#include "snnflow/objective.hpp"
#include "snnflow/optimiser.hpp"
#include "snnflow/pruner.hpp"
#include "snnflow/sampler.hpp"
