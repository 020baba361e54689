// What a trial will be, before any is run.
#pragma once
#include "sweep/sweep.hpp"

namespace snnflow {

/// The point of a trial, where it does not depend on what others give: of any trial of a sampler that looks
/// at no results, of those that another one starts with. An Error (usage) for other trials, or beyond the
/// last.
std::vector<double> previewed_point(const Sweep& sweep, std::int64_t trial);

/// The sweep in words: how many trials, the space as a table, sampler, pruner, objectives.
std::string describe(const Sweep& sweep);

/// One value of the space, and what it may be: "0.0001 to 0.1, logarithmic".
std::string range_text(const Swept& swept);

}  // namespace snnflow
