// The numbers of a layer: of its neuron, of its initial states, of its connections; and its surrogate.
#pragma once
#include "plan/parameter.hpp"
#include "plan/written_layer.hpp"

namespace snnflow {

// Fills parameters and initial states; what was understood is written to `resolved`, the layer's table.
void plan_parameters(Scope scope, WrittenLayer& written, LayerPlan& layer, Value& resolved);

// A connection into `target` from a source of this shape (empty: unknown).
ConnectionPlan plan_connection(Scope scope, WrittenLayer::From& from, const Plan& plan,
                               const std::vector<int>& source_shape, int source, const LayerPlan& target,
                               Value& resolved);

// The surrogate of a spiking layer on the clock: its own, or the engine's, or superspike.
void plan_surrogate(Scope scope, const WrittenLayer& written, LayerPlan& layer, Plan& plan);

}  // namespace snnflow
