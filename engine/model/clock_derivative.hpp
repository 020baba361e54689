// The derivative of all terms of a batch along one direction in the space of parameters, by forward derivatives in double
// precision: what the backward pass of a clock must agree with, surrogates and all.
#pragma once
#include "model/batch_terms.hpp"

namespace snnflow {

class ClockDerivative {
 public:
  ClockDerivative(const Plan& plan, const Registry& registry, const Blocks& blocks);
  ~ClockDerivative();
  // At these numbers; `terms` as batch_terms() found them there. The numbers are natural ones, no logarithms.
  double along(std::span<const double> direction, std::span<const double> values, std::span<const Encoded> samples, const BatchTerms& terms);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace snnflow
