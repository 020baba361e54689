// What makes two plans the same, and where they differ first.
#pragma once
#include "plan/plan.hpp"

namespace snnflow {

/// Everything but title and notes, as JSON on one line.
std::string identity(const Plan& plan);

/// Where two identities differ first: "train.epochs is 100 there and 50 here". Empty where they do not.
std::string first_difference(const std::string& there, const std::string& here);

}  // namespace snnflow
