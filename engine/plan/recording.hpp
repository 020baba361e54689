// [record]: spikes and states of which samples, and when; weights.
#pragma once
#include "plan/layers.hpp"

namespace snnflow {

// Reads [record]. Where the data is not there, names are checked and samples are not.
void plan_record(Scope scope, const Value& root, Plan& plan);

}  // namespace snnflow
