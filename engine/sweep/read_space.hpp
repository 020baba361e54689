// `[sweep.space]` as it is written: one table per path.
#pragma once
#include "plan/scope.hpp"
#include "sweep/space.hpp"

namespace snnflow {

/// The space that a table of paths describes: { "optimiser.adam.lr" = { float = [1e-4, 1e-1], log = true } }.
/// Every mistake is an issue; where there is one, what could be read is given back. `path`: of the table, for
/// messages. Whether the paths exist in the experiment is not asked here.
Space read_space(Scope scope, const Value& table, const std::string& path);

}  // namespace snnflow
