// What a network does before it has learned anything: layers that are silent, and layers that never rest.
#pragma once
#include "plan/plan.hpp"
#include "registry/registry.hpp"

namespace snnflow {

/// Runs one batch of training samples (at most 32) at the initial weights, on one thread, and warns at the
/// name of each layer that no spike leaves, or that fires at practically every step, or beyond 1 kHz in
/// continuous time. A number that begins outside its range is an error. Does nothing where the network is so
/// large that it would take long. The plan must be whole.
void take_first_look(const Plan& plan, const Registry& registry, Issues& issues);

}  // namespace snnflow
