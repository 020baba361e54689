// Every branch of every choice and both ends of every range, resolved before any work is done.
#pragma once
#include "sweep/sweep.hpp"

namespace snnflow {

/// Resolves the experiment with each swept value by itself, under what its conditions ask for, then with
/// values together (sweep/combinations.hpp). What the plan has against them, and not against the file as it
/// stands (`known`), is an error that names them. Writes into the sweep how many combinations were looked at,
/// and the memory (bytes) that the largest branch needs, where that is more than there is already.
void check_branches(Sweep& sweep, Registry& registry, const PlanOptions& options, const Issues& known,
                    Issues& issues);

}  // namespace snnflow
