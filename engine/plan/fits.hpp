// One value against the declaration of one parameter: its type and its range.
#pragma once
#include <string>

#include "plan/scope.hpp"

namespace snnflow {

/// One value against one declared parameter; false and an issue where it does not fit.
bool fits(Scope scope, const Parameter& parameter, const Value& value, const std::string& path);

/// "above 0 ms", "in [0, 1]"; empty where every number will do, or every whole number that an int holds.
std::string range_text(const Parameter& parameter);
bool in_range(const Parameter& parameter, double x);

/// "lr = -1 is out of range: it must be above 0"; the reason is that of the bound which the number breaks.
std::string out_of_range(const Parameter& parameter, const Value& number);

/// "a text", as a message says what was written.
std::string written_type(const Value& value);

/// What to do about a value of another type than the parameter's: "write 20.0; tau_mem is in ms". May be
/// empty.
std::string remedy_of_type(const Parameter& parameter, const Value& value);

}  // namespace snnflow
