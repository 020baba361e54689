// Regularisers that act on whole batches: they need everybody's spike counts before anybody's gradient is known.
#pragma once
#include "model/network.hpp"

namespace snnflow {

struct BatchTerms {
  std::vector<double> values;               // per term (losses, then regularisers), with its weight; 0 for all others
  std::vector<std::vector<double>> counts;  // [layer]: [sample][unit], the pull at spike counts; empty where there is none
};

// From the outcomes of a first, forward pass over the batch.
BatchTerms batch_terms(const Plan& plan, std::span<const Outcome> outcomes, std::span<const Encoded> samples);
// The same, with that pass made here, on worker 0. Nothing is done where the plan has no such term.
BatchTerms batch_terms(const Plan& plan, Network& network, std::span<const Encoded> samples);

}  // namespace snnflow
