// Every branch of every choice and both ends of every range, resolved before any work is done.
#pragma once
#include "sweep/sweep.hpp"

namespace snnflow {

/// Resolves the experiment with each swept value by itself: all of a choice, the ends of a range, under what
/// its conditions ask for. What the plan has against a value, and not against the file as it stands
/// (`known`), is an error that names the value. Answers the memory (bytes) that the largest branch needs.
std::int64_t check_branches(const Sweep& sweep, Registry& registry, const PlanOptions& options,
                            const Issues& known, Issues& issues);

}  // namespace snnflow
