// The product of gradient and direction, for random directions, from the backward pass and from forward derivatives.
#include <cmath>

#include "model/batch_terms.hpp"
#include "model/clock_derivative.hpp"
#include "model/random.hpp"
#include "port/gradient_check.hpp"

namespace snnflow {
namespace {

// The plan in double precision, with parameters themselves where their logarithms are trained.
Plan as_numbers(const Plan& plan) {
  Plan p = plan;
  p.clock.precision = ClockSettings::Precision::full;
  for (LayerPlan& l : p.layers) each_parameter(l, [](ParameterPlan& x) { x.logarithm = false; });
  return p;
}

}  // namespace

GradientCheck check_directions(const Plan& given, const Registry& registry, const std::vector<double>& start, const std::vector<Encoded>& samples, int directions) {
  const Blocks stored(given);
  std::vector<double> values;
  for (std::size_t b = 0; b < stored.list().size(); ++b)
    for (double x : stored.natural(int(b), start)) values.push_back(x);

  const Plan plan = as_numbers(given);
  const Blocks blocks(plan);
  const auto network = make_network(plan, registry, blocks, 1);
  network->bind(values);
  const BatchTerms terms = batch_terms(plan, *network, samples);
  const BatchPulls pulls{terms.counts, 0};
  std::vector<Outcome> outcomes(samples.size());
  std::vector<double> gradient(blocks.gradients());
  network->begin_shard(0);
  network->run(0, 0, samples, int(samples.size()), &pulls, outcomes);
  network->gradients_of_shard(values, gradient);

  ClockDerivative derivative(plan, registry, blocks);
  std::vector<double> direction(blocks.numbers());
  // Fills one block of the direction; answers its part of the product, and adds to what errors are relative to.
  auto draw = [&](const Block& b, int which, double& scale) {
    KeyedRandom random(0, b.plan->path, "gradcheck", which);
    double product = 0, square = 0;
    for (std::size_t i = 0; i < b.size; ++i) {
      const double x = random.normal(), g = gradient[std::size_t(b.gradient) + i];
      direction[b.offset + i] = x;
      product += x * g;
      square += g * g;
    }
    scale += std::sqrt(square);
    return product;
  };
  // Errors are relative to the block's part, but a block whose gradients cancel to next to nothing keeps the whole's rounding.
  double whole = 0;
  for (double g : gradient) whole += g * g;
  const double least = std::max(1e-3 * std::sqrt(whole), 1e-300);
  auto compare = [&](GradientCheck::Row& row, double product, double scale) {
    const double forward = derivative.along(direction, values, samples, terms);
    row.worst = std::max(row.worst, std::abs(product - forward) / std::max(scale, least));
    row.compared += std::int64_t(samples.size());
  };

  GradientCheck check;
  check.tolerance = 1e-10;
  GradientCheck::Row all;
  all.path = "all at once";
  for (const Block& b : blocks.list()) {
    if (b.gradient < 0) continue;
    GradientCheck::Row row;
    row.path = b.plan->path, row.numbers = row.looked = b.size;
    for (std::size_t i = 0; i < b.size; ++i) row.largest = std::max(row.largest, std::abs(gradient[std::size_t(b.gradient) + i]));
    for (int k = 0; k < directions; ++k) {
      std::fill(direction.begin(), direction.end(), 0.0);
      double scale = 0;
      const double product = draw(b, k, scale);
      compare(row, product, scale);
    }
    all.numbers += b.size, all.looked += b.size, all.largest = std::max(all.largest, row.largest);
    check.rows.push_back(std::move(row));
  }
  for (int k = 0; k < directions; ++k) {
    double product = 0, scale = 0;
    for (const Block& b : blocks.list())
      if (b.gradient >= 0) product += draw(b, directions + k, scale);
    compare(all, product, scale);
  }
  check.rows.push_back(std::move(all));
  return check;
}

}  // namespace snnflow
