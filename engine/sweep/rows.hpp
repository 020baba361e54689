// How a trial stands in the database: states by name, numbers as text that reads back to the last bit.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "snnflow/sampler.hpp"

namespace snnflow {

std::string state_name(TrialState state);
/// An Error where the name is not of this program.
TrialState state_named(const std::string& name);

/// "0.1 nan 3": separated by blanks.
std::string numbers_text(std::span<const double> numbers);
std::vector<double> numbers_of(std::string_view text);

}  // namespace snnflow
