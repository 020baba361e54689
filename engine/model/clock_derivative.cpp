// A worker at the numbers given, and rows that hold the direction: connections are linear in their parameters.
#include "model/clock_derivative.hpp"

#include "model/clock_worker.hpp"

namespace snnflow {

struct ClockDerivative::Parts {
  Parts(const Plan& plan, const Registry& registry, const Blocks& blocks) : at(plan, registry, blocks), direction(plan, registry, blocks), worker(plan, at) {}
  ClockRows<double> at, direction;
  ClockWorker<double> worker;
};

ClockDerivative::ClockDerivative(const Plan& plan, const Registry& registry, const Blocks& blocks)
    : parts_(std::make_unique<Parts>(plan, registry, blocks)) {}
ClockDerivative::~ClockDerivative() = default;

double ClockDerivative::along(std::span<const double> direction, std::span<const double> values, std::span<const Encoded> samples, const BatchTerms& terms) {
  for (int part = 0; part < parts_->at.bind_parts(); ++part) {
    parts_->at.bind_part(part, values);
    parts_->direction.bind_part(part, direction);
  }
  parts_->worker.bind();
  double sum = 0;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const BatchPulls pulls{terms.counts, int(s)};
    sum += parts_->worker.derivative_along(parts_->direction, samples[s], int(samples.size()), &pulls);
  }
  return sum;
}

}  // namespace snnflow
