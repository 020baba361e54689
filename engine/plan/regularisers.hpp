// Regularisers: which layers they look at, and whether the engine can give them a gradient.
#pragma once
#include "plan/term_entry.hpp"

namespace snnflow {

// Reads [regulariser] into plan.regularisers.
void plan_regularisers(Scope scope, const Value& root, Plan& plan);

}  // namespace snnflow
