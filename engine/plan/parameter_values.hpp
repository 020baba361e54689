// The numbers that a parameter begins with, held against its declaration.
#pragma once
#include "plan/parameter.hpp"

namespace snnflow {

// Flattens a number (shape {}) or nested array of this shape; false and an issue where it has another.
bool flatten(Scope scope, const Parameter& declared, const Value& v, const std::vector<int>& shape,
             const ParameterSite& site, std::vector<double>& out);

// "it must be above 0 ms"
std::string range_remedy(const Parameter& declared);

// min and max against the declaration, and numbers against min and max. `value` is where the numbers stand.
void check_bounds(Scope scope, const Parameter& declared, const ParameterPlan& plan, const Value& options,
                  Place value);

// An initialiser whose draws leave the range of the declaration: said at the setting that is out of it.
void check_draws(Scope scope, const Parameter& declared, const ParameterPlan& plan, const Value& written);

}  // namespace snnflow
