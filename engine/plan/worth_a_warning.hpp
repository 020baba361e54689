// Plans that will run, and will hardly do what was meant.
#pragma once
#include "plan/bind.hpp"

namespace snnflow {

/// Warns of time constants that a step of the clock cannot show, and of layers that no loss can reach. The
/// plan must be whole.
void warn_of_plan(Scope scope, const Plan& plan);

}  // namespace snnflow
