// What trials are compared by: a figure of the validation split at the epoch that the trial selects.
#pragma once
#include "plan/plan.hpp"
#include "plan/scope.hpp"
#include "sweep/sampling.hpp"
#include "train/results.hpp"

namespace snnflow {

struct Objective {
  std::string name;  // "valid.ttfs-accuracy", "valid.loss", "valid.spikes-per-neuron"
  Direction direction = Direction::minimise;
};

/// The objectives of a sweep, one or two. `objective` and `direction` are as the file writes them and may be
/// missing. Every mistake is an issue, and then less is given back.
std::vector<Objective> read_objectives(Scope scope, const Value& objective, const Value& direction,
                                       const Plan& plan, Place place);

/// The figure of one objective; nan where there is none.
double objective_value(const Objective& objective, const Plan& plan, const SplitResult& valid);

std::string direction_name(Direction direction);

}  // namespace snnflow
