// Data and encoder: opened, and every sample looked at once.
#pragma once
#include "base/sources.hpp"
#include "plan/pick.hpp"
#include "plan/resolve.hpp"

namespace snnflow {

// A path of the file that a value stands in: relative to that file's folder.
std::string beside(const Sources& sources, Place place, const std::string& path);

// Reads [data].
void plan_data(Scope scope, const Value& root, const Sources& sources, const PlanOptions& options, Plan& plan);

// Reads [encoder]; answers the shape of what reaches the layers (empty where that is unknown).
std::vector<int> plan_encoder(Scope scope, const Value& root, Plan& plan);

// Labels, values and times of all samples against encoder, engine and readout.
void check_samples(Scope scope, const Value& root, const Plan& plan);

}  // namespace snnflow
