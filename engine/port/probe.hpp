// One pass of a network over samples, nothing updated: behind `snnflow probe`.
#pragma once
#include "model/network.hpp"
#include "port/json.hpp"

namespace snnflow {

// The plan with everything trained that can be: whoever looks wants all gradients.
Plan everything_trained(const Plan& plan);

// Samples of a split by index; without indices the first so many (0: one).
std::vector<Encoded> samples_of(const Plan& plan, Split split, std::vector<int>& indices, int first);

// `values` in the order of the blocks of everything_trained(plan).
Json probe(const Plan& everything, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples,
           const std::vector<int>& indices, bool gradients);

}  // namespace snnflow
