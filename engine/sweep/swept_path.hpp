// Whether a swept path names something that the experiment has.
#pragma once
#include "plan/scope.hpp"
#include "sweep/space.hpp"

namespace snnflow {

/// Says what is wrong with a path where the experiment `root`, with the values of the sweep that matter to
/// it, has nothing at it: no such section, layer, source, loss; another plugin than the one that it goes
/// through. What a parameter may be called is for the plan to say. Answers whether all is well.
bool check_swept_path(Scope scope, const Swept& swept, const Value& root);

}  // namespace snnflow
