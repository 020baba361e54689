// One pass of a network over samples, nothing updated: behind `snnflow probe` and `snnflow gradcheck`.
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

// Central differences of the loss, sample by sample, against the engine's gradients.
struct GradientCheck {
  struct Row {
    std::string path;
    std::size_t numbers = 0, looked = 0;  // in the block, and looked at
    std::int64_t compared = 0, set_aside = 0;  // pairs of a number and a sample
    double largest = 0;                   // gradient in the block
    double worst = 0;                     // difference, relative to that
  };
  std::vector<Row> rows;
  double worst() const;
};
GradientCheck check_gradients(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples, int entries);

}  // namespace snnflow
