// The layers of a network: neurons, connections, shapes; in an order in which sources come before targets.
#pragma once
#include "plan/parameter.hpp"

namespace snnflow {

// Reads [layer]; what reaches the layers has the shape `input` (empty: unknown). Fills plan.layers and
// plan.readout.
void plan_layers(Scope scope, const Value& root, const std::vector<int>& input, Plan& plan);

// The layer of this name; an issue with a suggestion where there is none. -1: none.
int find_layer(Scope scope, const Plan& plan, const std::string& name, Place place, const std::string& path);

}  // namespace snnflow
