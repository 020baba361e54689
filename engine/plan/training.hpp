// Optimiser, schedule and [train].
#pragma once
#include "plan/layers.hpp"

namespace snnflow {

void plan_training(Scope scope, const Value& root, Plan& plan);

}  // namespace snnflow
