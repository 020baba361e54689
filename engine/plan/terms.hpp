// Losses, metrics and regularisers: what each looks at, and whether that is there to be seen.
#pragma once
#include "plan/layers.hpp"

namespace snnflow {

void plan_terms(Scope scope, const Value& root, Plan& plan);

}  // namespace snnflow
