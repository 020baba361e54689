// Optimiser, schedule, [train] and [record].
#pragma once
#include "plan/layers.hpp"

namespace snnflow {

void plan_training(Scope scope, const Value& root, Plan& plan);
void plan_record(Scope scope, const Value& root, Plan& plan);

}  // namespace snnflow
